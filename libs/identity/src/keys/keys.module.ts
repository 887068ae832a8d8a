import { Module } from '@nestjs/common';
import { KeyStore } from './key-store.service';
import { KeyUpkeep } from './key-upkeep.service';
import { PublishedKeys } from './published-keys.service';
import { RotateKeys } from './rotate-keys.service';
import { SigningKeys } from './signing-keys.service';
import { SpentKeys } from './spent-keys.service';

/** The keys that sign tokens. */
@Module({
  providers: [KeyStore, KeyUpkeep, PublishedKeys, RotateKeys, SigningKeys, SpentKeys],
  exports: [KeyUpkeep, PublishedKeys, RotateKeys, SigningKeys, SpentKeys],
})
export class KeysModule {}
