import { personalDetailsOf } from '../accounts/personal-details';
import type { PasswordContext } from '../passwords/obvious-passwords';
import type { TokenSubject } from '../tokens/token-profile';

/** What a password of a user must not consist of. */
export function passwordContextOf(subject: TokenSubject): PasswordContext {
  const { email, username, owner } = subject;
  return { words: [email, username, ...Object.values<string | null>(personalDetailsOf(subject)), owner.name] };
}
