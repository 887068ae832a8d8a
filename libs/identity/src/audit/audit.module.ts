import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.service';
import { AuditTrail } from './audit-trail.service';

/** The audit log: writing it, and reading it. */
@Global()
@Module({ providers: [AuditLog, AuditTrail], exports: [AuditLog, AuditTrail] })
export class AuditModule {}
