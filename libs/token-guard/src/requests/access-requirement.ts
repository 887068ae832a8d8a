import { TokenError } from '../errors/token-error.js';
import type { Identity } from '../token/identity.js';

/** The requirements for a caller. */
export interface AccessRequirement {
  /** Default: users only. A client's own token is accepted if `client` is listed. */
  readonly kinds?: readonly Identity['kind'][];
  /** The caller needs one of these names. Absent: no role is needed. An empty list refuses everybody. */
  readonly roles?: readonly string[];
}

const USERS_ONLY: readonly Identity['kind'][] = ['user'];

/** @throws {TokenError} `kind_not_accepted`, `roles_unknown`, `insufficient_role` */
export function checkAccess(identity: Identity, { kinds = USERS_ONLY, roles }: AccessRequirement): void {
  if (!kinds.includes(identity.kind)) throw new TokenError('kind_not_accepted');
  if (roles === undefined || roles.some((role) => identity.roles.includes(role))) return;
  throw new TokenError(identity.rolesKnown ? 'insufficient_role' : 'roles_unknown');
}
