import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { ExportUsers } from './export-users.service';
import { CountMovedUsers } from './count-moved-users.service';

/** Hands the users of an owner out, and tells how far a move has come. */
@Module({ imports: [AuditModule], providers: [CountMovedUsers, ExportUsers], exports: [CountMovedUsers, ExportUsers] })
export class ExportsModule {}
