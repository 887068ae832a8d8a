import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorResponse, type TokenErrorResponse } from '../errors/error-response.js';
import { isTokenError, TokenError } from '../errors/token-error.js';
import { type AccessRequirement, checkAccess } from '../requests/access-requirement.js';
import { authenticateRequest } from '../requests/authenticate-request.js';
import type { Identity } from '../token/identity.js';
import type { TokenVerifier } from '../verifier/token-verifier.js';

/** A request that may have passed the guard. */
export type GuardedRequest = IncomingMessage & { identity?: Identity | undefined };

/** Middleware for Express 4 and 5, and for other frameworks with Node's requests and responses. */
export type GuardMiddleware = (
  request: GuardedRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** How refusals are answered. */
export interface RefusalOptions {
  /** The realm in `WWW-Authenticate`; default `api`. */
  readonly realm?: string;
  /** Writes a custom answer; default: JSON `{status, code, message}`. The headers are set already. */
  readonly send?: (refusal: TokenErrorResponse, request: GuardedRequest, response: ServerResponse) => void;
}

/** Options of {@link tokenGuard}. */
export interface TokenGuardOptions extends RefusalOptions, AccessRequirement {}

/**
 * Lets a request pass only with a valid token, and sets `request.identity`. It answers refusals itself; they do not
 * reach the error handler.
 */
export function tokenGuard(verifier: TokenVerifier, options: TokenGuardOptions = {}): GuardMiddleware {
  return (request, response, next) => {
    // A value of an earlier middleware is removed, because it was not verified here.
    request.identity = undefined;
    authenticateRequest(verifier, request, options).then(
      (identity) => {
        request.identity = identity;
        next();
      },
      (error: unknown) => refuse(error, options, request, response, next),
    );
  };
}

/** Lets only users with one of these roles pass. It must follow {@link tokenGuard}; without it, every request is refused. */
export function requireRoles(...roles: readonly [string, ...string[]]): GuardMiddleware {
  return requireAccess({ roles });
}

/** Like {@link requireRoles}, for every kind of requirement. */
export function requireAccess(options: TokenGuardOptions): GuardMiddleware {
  return (request, response, next) => {
    try {
      if (request.identity === undefined) throw new TokenError('missing_token');
      checkAccess(request.identity, options);
    } catch (error) {
      refuse(error, options, request, response, next);
      return;
    }
    next();
  };
}

function refuse(
  error: unknown,
  { realm, send = sendJson }: RefusalOptions,
  request: GuardedRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
): void {
  if (!isTokenError(error)) {
    next(error);
    return;
  }
  const refusal = errorResponse(error, realm);
  response.statusCode = refusal.status;
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  send(refusal, request, response);
}

function sendJson({ body }: TokenErrorResponse, _request: GuardedRequest, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}
