import type { UserToken } from '@portero/identity';

/** Text that is a single value in a header with comma-separated values. */
const PLAIN = /^[\w.-]{1,64}$/u;

/**
 * The headers about the caller for services behind a proxy. They contain no data of the request. Throws for a name with
 * other characters, because an incomplete or ambiguous identity must not be sent.
 */
export function identityHeaders({ subject, session }: Pick<UserToken, 'subject' | 'session'>): Record<string, string> {
  const headers = {
    'x-auth-user': subject.uuid,
    'x-auth-owner': subject.owner.uuid,
    'x-auth-roles': subject.role.description,
    'x-auth-dialect': session.profile,
    'x-auth-email-verified': String(subject.verifiedAt !== null),
  };
  const odd = Object.entries(headers).find(([, value]) => !PLAIN.test(value));
  if (odd) throw new Error(`${odd[0]} would have a value that is no plain name`);
  return headers;
}
