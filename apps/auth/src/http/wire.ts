import type { FastifyRequest } from 'fastify';
import type { Failure } from './errors/failure';
import type { WireAnswer } from './errors/wire-answer';

/** A group of paths with its own failures and, optionally, its own body parser. */
export interface Wire {
  /** Lower case and unique: the prefix of its settings, and the name of its token profile. */
  readonly name: string;
  /** `dialect`: for log-ins of people; `DIALECTS` may leave it out. `standard`: always served. */
  readonly kind: 'dialect' | 'standard';
  /** Whether the wire answers at this path, including unknown routes. */
  readonly answers: (path: string) => boolean;
  /** Paths on which a trailing slash means a different operation. */
  readonly slashPaths?: readonly string[];
  /** Forward-auth paths, to which proxies append the path of the original request, and whose method they use. */
  readonly questionPaths?: readonly string[];
  /** The kind of its clients, which decides the limit of an address: `back_ends` send requests for all their callers. */
  readonly callers?: 'clients' | 'back_ends';
  /**
   * Its requests use no ambient credentials of a browser, so an `Origin` alone changes no answer, as in the original
   * service.
   */
  readonly takesAnyOrigin?: boolean;
  /** Parameters without a value count as absent, in bodies and queries (RFC 6749, section 3.2). */
  readonly omitsEmptyParameters?: (path: string) => boolean;
  /** A custom body parser, instead of the usual one for JSON and forms. Throws `EdgeError`. */
  readonly readBody?: (request: FastifyRequest, body: Buffer) => unknown;
  /** Converts a failure into an answer of the wire. */
  readonly presentFailure: (failure: Failure, request: FastifyRequest) => WireAnswer;
}

/** A path test for {@link Wire.answers}: the given paths and everything below them. */
export function atOrBelow(...roots: readonly string[]): (path: string) => boolean {
  return (path) => roots.some((root) => path === root || path.startsWith(`${root}/`));
}
