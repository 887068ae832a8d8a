import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { LoadedKey } from '../keys/signing-keys.service';
import { isJsonObject, type JsonObject } from './jws';

const MOST_TOKENS = 2_000;
const MOST_CHARACTERS = 2_000_000;

interface Genuine {
  readonly key: LoadedKey;
  readonly claims: JsonObject;
}

/**
 * Remembers which tokens a key has signed, because the same token is checked many times during its life and the answer cannot
 * change. It says nothing about whether a token is alive. Keys are read again every 30 seconds, and a key that was read again
 * counts as another one, so nothing is remembered for longer. Tokens are kept as their SHA-256 only.
 */
export class GenuineTokens {
  private readonly known = new LRUCache<string, Genuine>({ max: MOST_TOKENS, maxSize: MOST_CHARACTERS });

  /**
   * The claims of a token that this key signed. Each call with the same token may return the same object, which is frozen.
   *
   * @param verify checks the signature; `null` when it is not genuine
   */
  claims(token: string, key: LoadedKey, verify: () => JsonObject | null): JsonObject | null {
    const name = hash('sha256', token, 'base64');
    const known = this.known.get(name);
    if (known?.key === key) return known.claims;
    const claims = verify();
    if (claims !== null) this.known.set(name, { key, claims: frozen(claims) }, { size: token.length });
    return claims;
  }
}

function frozen<T extends object>(value: T): T {
  for (const each of Object.values(value)) if (isJsonObject(each) || Array.isArray(each)) frozen(each);
  return Object.freeze(value);
}
