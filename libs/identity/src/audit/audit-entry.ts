/** Everything that is written down. The list is closed. */
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
] as const;

/** One of {@link AUDIT_EVENT_NAMES}. */
export type AuditEventName = (typeof AUDIT_EVENT_NAMES)[number];

/**
 * How something ended. `failed` is a wrong secret of any kind; `locked` one too many, or one on a locked account;
 * `burned` the last wrong try that a code had; `reused` a refresh token that was exchanged already.
 */
export const AUDIT_OUTCOMES = ['ok', 'failed', 'locked', 'burned', 'reused'] as const;

/** One of {@link AUDIT_OUTCOMES}. */
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** `owner` with its credential, `service` with that of a client of the owner, `operator` by a command, `client` for everybody else. */
export const AUDIT_ACTORS = ['owner', 'service', 'client', 'operator'] as const;

/** One of {@link AUDIT_ACTORS}. */
export type AuditActor = (typeof AUDIT_ACTORS)[number];

/** What is to be written down. When, by whom and from where is known already. */
export interface AuditEntry {
  readonly ownerId: number;
  /** Absent when it is about the owner itself, or about nobody. */
  readonly userId?: number | null;
  readonly event: AuditEventName;
  /** `ok` when absent. */
  readonly outcome?: AuditOutcome;
  /** A word of ours, such as the purpose of a code; never a secret, and never what a client wrote. At most 60 characters. */
  readonly detail?: string;
  /** The e-mail or username that was given, when nobody has it. Only its keyed hash is kept. */
  readonly nobody?: string;
}
