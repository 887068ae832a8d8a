import { personalDetailsOf } from '../accounts/personal-details';
import type { PasswordContext } from '../passwords/obvious-passwords';
import type { TokenSubject } from '../tokens/token-profile';

/** Data of a user of which its password must not consist. */
export function passwordContextOf(subject: TokenSubject): PasswordContext {
  const { email, username, owner } = subject;
  return { words: [email, username, ...Object.values<string | null>(personalDetailsOf(subject)), owner.name] };
}
