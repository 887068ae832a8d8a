import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { AuthModule } from '../auth/auth.module';
import { CountriesModule } from '../countries/countries.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { RolesModule } from '../roles/roles.module';
import { CheckRow } from './check-row.service';
import { EndOutdated } from './end-outdated.service';
import { ImportKeys } from './import-keys.service';
import { ImportUsers } from './import-users.service';
import { ResumeImport } from './resume-import.service';
import { UndoImport } from './undo-import.service';
import { WriteBatch } from './write-batch.service';

/** Imports the users of another system. */
@Module({
  imports: [AuditModule, AuthModule, CountriesModule, PasswordsModule, RolesModule],
  providers: [CheckRow, EndOutdated, ImportKeys, ImportUsers, ResumeImport, UndoImport, WriteBatch],
  exports: [CheckRow, ImportKeys, ImportUsers, ResumeImport, UndoImport],
})
export class ImportsModule {}
