import { TokenError } from '../errors/token-error.js';
import { decodeJsonSegment, ownMember } from './json-object.js';

/**
 * The members of a JOSE header that are used. `jwk`, `jku`, `x5u` and `x5c` are ignored, because keys come only from
 * the configured issuer.
 */
export interface TokenHeader {
  readonly alg: string;
  /** Lower case, without `application/`; empty if there is none. */
  readonly typ: string;
  readonly kid: string | undefined;
}

const LONGEST_NAME = 256;
const REMEMBERED = 64;

/** An issuer writes few different headers, so they are decoded once. */
const remembered = new Map<string, TokenHeader>();

/** @throws {TokenError} `malformed_token` or `critical_header` */
export function readHeader(segment: string): TokenHeader {
  const known = remembered.get(segment);
  if (known !== undefined) return known;
  const header = decodeHeader(segment);
  if (remembered.size >= REMEMBERED) remembered.clear();
  // Only short ones, to limit the memory that strangers can fill.
  if (segment.length <= LONGEST_NAME) remembered.set(segment, header);
  return header;
}

function decodeHeader(segment: string): TokenHeader {
  const header = decodeJsonSegment(segment);
  if (header === undefined) throw new TokenError('malformed_token');
  // No extension is understood, so none may be critical (RFC 7515, 4.1.11); b64 (RFC 7797) would change what is signed.
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) throw new TokenError('critical_header');
  const alg = ownMember(header, 'alg');
  const typ = ownMember(header, 'typ') ?? '';
  const kid = ownMember(header, 'kid');
  if (!isName(alg) || typeof typ !== 'string') throw new TokenError('malformed_token');
  if (kid !== undefined && !isName(kid)) throw new TokenError('malformed_token');
  return { alg, typ: typ.toLowerCase().replace(/^application\//u, ''), kid };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;
}
