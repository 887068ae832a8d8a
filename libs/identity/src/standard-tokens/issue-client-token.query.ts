import { defineQuery } from '@portero/database';
import type { AuditActor } from '../audit/audit-entry';

/** Stores a client token of an owner, and its line in the audit log. */
export const ISSUE_CLIENT_TOKEN = defineQuery<
  { readonly id: string },
  [
    id: string,
    ownerId: number,
    clientId: string | null,
    issuedAt: Date,
    expiresAt: Date,
    actor: AuditActor,
    address: string | null,
    requestId: string | null,
  ]
>({
  name: 'issue-client-token',
  text: `
WITH issued AS (
  INSERT INTO client_tokens (id, owner_id, client_id, issued_at, expires_at)
  VALUES ($1::uuid, $2::int, $3::uuid, $4::timestamptz, $5::timestamptz)
  RETURNING id
), noted AS (
  INSERT INTO audit_events (at, owner_id, event, outcome, actor, address, detail, request_id)
  SELECT $4, $2, 'client_token_issued', 'ok', $6::varchar, $7::inet, $3::text, $8::varchar FROM issued
)
SELECT id FROM issued`,
});
