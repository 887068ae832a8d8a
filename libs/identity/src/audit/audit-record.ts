import type { AuditEvent } from '@portero/database';

/** An event as other systems get it: in `GET /owner/audit`, in exports and in webhooks. It holds no secret. */
export interface AuditRecord {
  /** Increases with time. */
  readonly id: number;
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly event: string;
  readonly outcome: string;
  readonly actor: string;
  readonly userId: number | null;
  readonly address: string | null;
  readonly detail: string | null;
  /** The keyed hash, in hex, of a name that no account has. */
  readonly accountHash: string | null;
  readonly requestId: string | null;
}

/** Converts an event into the form that other systems get. */
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
