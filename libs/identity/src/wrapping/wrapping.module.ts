import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { WrapHashes } from './wrap-hashes.service';

/** Wraps weak hashes of other systems. */
@Module({ imports: [AuditModule, PasswordsModule], providers: [WrapHashes], exports: [WrapHashes] })
export class WrappingModule {}
