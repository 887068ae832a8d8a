import type { LoadedKey } from '../keys/signing-keys.service';
import type { JsonObject } from './jws';

/** The keys of a profile that this replica knows, the latest first. */
export interface KnownKeys {
  /** The name of the profile. */
  readonly profile: string;
  readonly keys: readonly LoadedKey[];
}

/** Guesses the profile of a token by its claims, which are not verified yet; `null` for none. */
export type ProfileGuess = (claims: JsonObject) => string | null;

/**
 * The keys that may have signed a token: the one in its header. If the header has none, the claims decide the profile,
 * and its most likely key comes first: the latest that signed when the token was issued.
 *
 * @param claims reads the claims of the token, which are not verified
 * @param guess absent if only one profile is possible
 */
export function candidateKeys(
  header: JsonObject,
  claims: () => JsonObject | null,
  known: readonly KnownKeys[],
  guess?: ProfileGuess,
): readonly KnownKeys[] {
  const { alg, kid } = header;
  for (const { profile, keys } of known) {
    const named = keys.find((key) => key.kid === kid);
    if (named) return [{ profile, keys: named.alg === alg ? [named] : [] }];
  }
  const fitting = known.map(({ profile, keys }) => ({ profile, keys: keys.filter((key) => key.alg === alg) }));
  if (guess === undefined && fitting.every(({ keys }) => keys.length < 2)) return fitting;
  const read = claims();
  if (read === null) return [];
  const looksLike = guess?.(read);
  return fitting
    .filter(({ profile }) => guess === undefined || profile === looksLike)
    .map(({ profile, keys }) => ({ profile, keys: likeliestFirst(keys, read['iat']) }));
}

function likeliestFirst(keys: readonly LoadedKey[], issuedAt: unknown): readonly LoadedKey[] {
  if (keys.length < 2 || typeof issuedAt !== 'number') return keys;
  const signedThen = keys.find(({ signsFrom }) => signsFrom.getTime() <= issuedAt * 1000);
  return signedThen === undefined ? keys : [signedThen, ...keys.filter((key) => key !== signedThen)];
}
