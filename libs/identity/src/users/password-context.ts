import type { PasswordContext } from '../passwords/obvious-passwords';
import type { TokenSubject } from '../tokens/token-profile';

/** What a password of a user must not consist of. */
export function passwordContextOf({ email, username, name, surname, phone, owner }: TokenSubject): PasswordContext {
  return { words: [email, username, name, surname, phone, owner.name] };
}
