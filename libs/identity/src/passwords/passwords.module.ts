import { Module } from '@nestjs/common';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { loadArgon2 } from './argon2-engine';
import { BreachedPasswords } from './breached-passwords.service';
import { LabelHash } from './foreign/label-hash.service';
import { RecognisingHasher } from './foreign/recognising-hasher';
import { SlowestFormats } from './foreign/slowest-format.service';
import { HashQueue } from './hash-queue';
import { PasswordGate } from './password-gate.service';
import { Argon2Hasher, PasswordHasher } from './password-hasher';
import { Passwords } from './passwords.service';

/** Hashing behind a bounded queue, the rules for new passwords, and the check of every password. */
@Module({
  providers: [
    BreachedPasswords,
    HashQueue,
    LabelHash,
    PasswordGate,
    Passwords,
    SlowestFormats,
    {
      provide: PasswordHasher,
      useFactory: async ({ hashing }: IdentityPolicy): Promise<PasswordHasher> => {
        const engine = await loadArgon2(hashing);
        return new RecognisingHasher(new Argon2Hasher(hashing, engine), engine, hashing.peppers);
      },
      inject: [IDENTITY_POLICY],
    },
  ],
  exports: [HashQueue, LabelHash, PasswordGate, Passwords],
})
export class PasswordsModule {}
