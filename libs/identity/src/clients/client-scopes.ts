import { invalidField } from '../identity.errors';

/**
 * What a client of an owner may do. `verify`: introspection and the feed of revocations. `revoke`: end tokens. `exchange`:
 * exchange a user's token. `token`: get tokens for itself. `users:read` and `users:write`: the users of the owner.
 */
export const CLIENT_SCOPES = ['verify', 'revoke', 'exchange', 'token', 'users:read', 'users:write'] as const;

/** One of {@link CLIENT_SCOPES}. */
export type ClientScope = (typeof CLIENT_SCOPES)[number];

/** Reads names of scopes, in our order and each once. Throws `validation_failed` on the field `scopes`. */
export function readScopes(names: readonly unknown[]): readonly ClientScope[] {
  const unknown = names.some((name) => !CLIENT_SCOPES.some((scope) => scope === name));
  if (names.length > 0 && !unknown) return CLIENT_SCOPES.filter((scope) => names.includes(scope));
  throw invalidField('scopes', 'unknown_value', `scopes must be one or more of ${CLIENT_SCOPES.join(', ')}`);
}
