import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module';
import { WrapHashes } from './wrap-hashes.service';

/** Wraps weak hashes of other systems. */
@Module({ imports: [PasswordsModule], providers: [WrapHashes], exports: [WrapHashes] })
export class WrappingModule {}
