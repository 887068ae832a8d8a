import { Module } from '@nestjs/common';
import { KeyStore } from './key-store.service';
import { PublishedKeys } from './published-keys.service';
import { RotateKeys } from './rotate-keys.service';
import { SigningKeys } from './signing-keys.service';

/** The keys that sign tokens. */
@Module({
  providers: [KeyStore, PublishedKeys, RotateKeys, SigningKeys],
  exports: [PublishedKeys, RotateKeys, SigningKeys],
})
export class KeysModule {}
