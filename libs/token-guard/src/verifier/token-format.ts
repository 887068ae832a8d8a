import { TokenError } from '../errors/token-error.js';
import { KOKO_TYPE } from '../token/koko-token.js';
import { STANDARD_TYPE } from '../token/standard-token.js';
import type { TokenHeader } from '../token/token-header.js';
import type { ResolvedOptions } from './resolve-options.js';

/** How a token is verified: locally by the rules of its format, or by the issuer. */
export type TokenFormat = 'standard' | 'koko' | 'remote';

/** Signed with a secret that only the issuer has. */
const SECRET_ALGORITHM = /^HS(?:256|384|512)$/;

type Accepted = Pick<ResolvedOptions, 'algorithms' | 'koko' | 'introspection'>;

/**
 * Selects the rules for a signed token. A header can only select among the configured rules: a token with the type of a
 * standard token must follow its rules.
 *
 * @throws {TokenError} `algorithm_not_accepted`, `token_type_not_accepted`
 */
export function formatOf({ alg, typ }: TokenHeader, { algorithms, koko, introspection }: Accepted): TokenFormat {
  const isRemote = introspection !== undefined;
  if (typ !== STANDARD_TYPE && isRemote && SECRET_ALGORITHM.test(alg)) return 'remote';
  if (!algorithms.some((each) => each === alg)) throw new TokenError('algorithm_not_accepted');
  if (typ === STANDARD_TYPE) return 'standard';
  if (typ === KOKO_TYPE && koko !== undefined) return 'koko';
  if (typ === KOKO_TYPE && isRemote) return 'remote';
  throw new TokenError('token_type_not_accepted');
}
