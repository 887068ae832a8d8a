import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { ExportUsers } from './export-users.service';
import { CountMovedUsers } from './count-moved-users.service';

/** Exports the users of an owner, and reports the progress of a move. */
@Module({ imports: [AuditModule], providers: [CountMovedUsers, ExportUsers], exports: [CountMovedUsers, ExportUsers] })
export class ExportsModule {}
