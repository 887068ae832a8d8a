import type { AuditEvent } from '@portero/database';

/** An event as it leaves the service: in `GET /owner/audit`, in exports and in webhooks. It holds no secret. */
export interface AuditRecord {
  /** Grows with time. */
  readonly id: number;
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly event: string;
  readonly outcome: string;
  readonly actor: string;
  readonly userId: number | null;
  readonly address: string | null;
  readonly detail: string | null;
  /** Hex of the keyed hash of a name that nobody has. */
  readonly accountHash: string | null;
  readonly requestId: string | null;
}

/** An event in the form that others get. */
export function auditRecord(audited: AuditEvent): AuditRecord {
  const { id, at, event, outcome, actor, userId, address, detail, accountHash, requestId } = audited;
  return {
    id: Number(id),
    at: at.toISOString(),
    event,
    outcome,
    actor,
    userId,
    address,
    detail,
    accountHash: accountHash && accountHash.toString('hex'),
    requestId,
  };
}
