import type { FastifyRequest } from 'fastify';
import type { Failure } from './failure';
import type { WireAnswer } from './wire-answer';

/** A part of the service's paths that words its failures, and may read its bodies, in its own way. */
export interface Wire {
  /** Whether everything at this path is the wire's to answer, unknown routes included. */
  readonly answers: (path: string) => boolean;
  /** Reads bodies in its own way, instead of JSON and forms in the usual one. Throws `EdgeError`. */
  readonly readBody?: (request: FastifyRequest, body: Buffer) => unknown;
  /** Puts a failure on its wire. */
  readonly presentFailure: (failure: Failure, request: FastifyRequest) => WireAnswer;
}
