import type { FastifyRequest } from 'fastify';
import type { Failure } from './errors/failure';
import type { WireAnswer } from './errors/wire-answer';

/** A part of the service's paths that words its failures, and may read its bodies, in its own way. */
export interface Wire {
  /** Lower case and unique: the prefix of its settings, and the name of its token profile. */
  readonly name: string;
  /** `dialect`: people log in by it, and `DIALECTS` may leave it out. `standard`: it is always there. */
  readonly kind: 'dialect' | 'standard';
  /** Whether everything at this path is the wire's to answer, unknown routes included. */
  readonly answers: (path: string) => boolean;
  /** Paths on which a trailing slash makes another operation. */
  readonly slashPaths?: readonly string[];
  /** Paths that proxies ask at with the method, and in front of the path, of the request that they ask about. */
  readonly questionPaths?: readonly string[];
  /** Who sends its requests, which decides the limit of an address: `back_ends` ask on behalf of all their callers. */
  readonly callers?: 'clients' | 'back_ends';
  /** Its requests hold no authority of a browser, and an `Origin` alone changes no answer, as it changed none at the original. */
  readonly takesAnyOrigin?: boolean;
  /** Parameters without a value count as left out, in bodies and queries (RFC 6749, section 3.2). */
  readonly omitsEmptyParameters?: (path: string) => boolean;
  /** Reads bodies in its own way, instead of JSON and forms in the usual one. Throws `EdgeError`. */
  readonly readBody?: (request: FastifyRequest, body: Buffer) => unknown;
  /** Puts a failure on its wire. */
  readonly presentFailure: (failure: Failure, request: FastifyRequest) => WireAnswer;
}

/** A path test for {@link Wire.answers}: the given paths and everything below them. */
export function atOrBelow(...roots: readonly string[]): (path: string) => boolean {
  return (path) => roots.some((root) => path === root || path.startsWith(`${root}/`));
}
