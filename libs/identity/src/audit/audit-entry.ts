/** All events of the audit log. The list is closed. */
export const AUDIT_EVENT_NAMES = [
  'owner_registered',
  'owner_verified',
  'owner_updated',
  'secret_rotated',
  'credential',
  'code_requested',
  'code_tried',
  'password_changed',
  'user_created',
  'user_verified',
  'user_updated',
  'user_disabled',
  'user_enabled',
  'user_deleted',
  'users_imported',
  'user_import_undone',
  'users_exported',
  'hashes_wrapped',
  'sessions_imported',
  'login',
  'refresh',
  'logout',
  'sessions_ended',
  'token_exchanged',
  'token_revoked',
  'client_token_issued',
  'client_created',
  'client_secret_rotated',
  'client_deleted',
  'webhook_created',
  'webhook_secret_rotated',
  'webhook_deleted',
] as const;

/** One of {@link AUDIT_EVENT_NAMES}. */
export type AuditEventName = (typeof AUDIT_EVENT_NAMES)[number];

/**
 * The outcome of an event. `failed`: a wrong secret of any kind. `locked`: the wrong secret that locked the account, or
 * one on a locked account. `burned`: the last wrong try of a code. `reused`: a refresh token that was exchanged already.
 */
export const AUDIT_OUTCOMES = ['ok', 'failed', 'locked', 'burned', 'reused'] as const;

/** One of {@link AUDIT_OUTCOMES}. */
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/**
 * Who caused an event. `owner`: a caller with the owner's credential. `service`: a caller with the credential of a
 * client of the owner. `operator`: a command. `client`: everybody else.
 */
export const AUDIT_ACTORS = ['owner', 'service', 'client', 'operator'] as const;

/** One of {@link AUDIT_ACTORS}. */
export type AuditActor = (typeof AUDIT_ACTORS)[number];

/** An event to record. The audit log adds the time, the actor and the address. */
export interface AuditEntry {
  readonly ownerId: number;
  /** Absent when the event concerns the owner itself or no account. */
  readonly userId?: number | null;
  readonly event: AuditEventName;
  /** `ok` when absent. */
  readonly outcome?: AuditOutcome;
  /** A fixed word, such as the purpose of a code; never a secret, and never text from a client. At most 60 characters. */
  readonly detail?: string;
  /** The given e-mail or username when no account has it. Only its keyed hash is stored. */
  readonly nobody?: string;
}
