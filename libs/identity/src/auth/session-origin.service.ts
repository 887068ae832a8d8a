import { Injectable } from '@nestjs/common';
import type { AuditActor } from '../audit/audit-entry';
import { AuditLog } from '../audit/audit-log.service';
import { SecurityNotices } from '../notices/security-notices.service';
import type { TokenSubject } from '../tokens/token-profile';

/** The origin of a new session, as `BEGIN_SESSION` records it. */
@Injectable()
export class SessionOrigin {
  constructor(
    private readonly audit: AuditLog,
    private readonly notices: SecurityNotices,
  ) {}

  /** Actor, address and request id, for the audit log. */
  audited(ownerId: number): readonly [AuditActor, string | null, string | null] {
    return this.audit.origin(ownerId);
  }

  /** The network, and the id and sealed content of the mail that is sent if the network is new. */
  noticed(subject: TokenSubject): readonly [network: Buffer | null, mailId: string | null, sealed: Buffer | null] {
    const { network, mail } = this.notices.ofLogIn(subject);
    return [network, mail?.id ?? null, mail?.sealed ?? null];
  }

  /** Makes the sender send the mail at once. */
  mailed(): void {
    this.notices.committed();
  }
}
