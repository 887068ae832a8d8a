import type { UserToken } from '@portero/identity';

/** What can be one value of a header, or one of a list parted by commas, and nothing else. */
const PLAIN = /^[\w.-]{1,64}$/u;

/**
 * What the services behind a proxy are told of the caller. Nothing of the request is in it. Throws where a name is not
 * plain: half an identity, or one that reads as two, must not be vouched for.
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
