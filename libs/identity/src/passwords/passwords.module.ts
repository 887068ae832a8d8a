import { Module } from '@nestjs/common';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { HashQueue } from './hash-queue';
import { Argon2Hasher, PasswordHasher } from './password-hasher';
import { Passwords } from './passwords.service';

/** Hashing behind a bounded queue, and the rules for new passwords. */
@Module({
  providers: [
    HashQueue,
    Passwords,
    {
      provide: PasswordHasher,
      useFactory: (policy: IdentityPolicy): PasswordHasher => new Argon2Hasher(policy.hashing),
      inject: [IDENTITY_POLICY],
    },
  ],
  exports: [Passwords],
})
export class PasswordsModule {}
