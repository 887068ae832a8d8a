import type { Client } from '@portero/database';
import type { FastifyRequest } from 'fastify';

/** A request with the results of its guards. */
export interface AuthenticatedRequest extends FastifyRequest {
  user?: unknown;
  /** The client of the owner in `user` that called; `null` for the owner itself. */
  client?: Client | null;
}
