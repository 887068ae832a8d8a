import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.service';
import { AuditRetention } from './audit-retention.service';
import { AuditTrail } from './audit-trail.service';

/** The audit log: writing it, reading it, and forgetting what is too old. */
@Global()
@Module({ providers: [AuditLog, AuditRetention, AuditTrail], exports: [AuditLog, AuditRetention, AuditTrail] })
export class AuditModule {}
