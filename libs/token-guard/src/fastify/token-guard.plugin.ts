import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { errorResponse, type TokenErrorResponse } from '../errors/error-response.js';
import { isTokenError } from '../errors/token-error.js';
import type { AccessRequirement } from '../requests/access-requirement.js';
import { authenticateRequest } from '../requests/authenticate-request.js';
import type { TokenVerifier } from '../verifier/token-verifier.js';

/** What the plugin is registered with. The requirement holds for routes that say nothing of their own. */
export interface TokenGuardPluginOptions extends AccessRequirement {
  readonly verifier: TokenVerifier;
  /** Stands in `WWW-Authenticate`; default `api`. */
  readonly realm?: string;
  /** Makes a body in a form of its own; default `{status, code, message}`. */
  readonly body?: (refusal: TokenErrorResponse) => unknown;
}

/** What a route may say in its `config`. */
export interface TokenGuardRouteConfig extends AccessRequirement {
  /** Needs no token, and then none is looked at. */
  readonly public?: boolean;
}

/**
 * Every route of the instance that it is registered on, and of those below, needs a token, unless its `config` says
 * `public: true`. Who sent the request stands in `request.identity`.
 */
export const tokenGuard: FastifyPluginCallback<TokenGuardPluginOptions> = (fastify, options, done) => {
  fastify.decorateRequest('identity', null);
  fastify.addHook('onRequest', async (request, reply) => {
    const config = request.routeOptions.config as TokenGuardRouteConfig | undefined;
    if (config?.public === true && config.roles === undefined) return;
    await admit(request, reply, options, { ...options, ...config });
  });
  done();
};

// Fastify's own mark for plugins that work on the instance they are registered on, and not on one of their own.
Object.assign(tokenGuard, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@portero/token-guard',
});

async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { verifier, realm, body }: TokenGuardPluginOptions,
  requirement: AccessRequirement,
): Promise<void> {
  try {
    const source = { headers: request.headers, rawHeaders: request.raw.rawHeaders };
    request.identity = await authenticateRequest(verifier, source, requirement);
  } catch (error) {
    if (!isTokenError(error)) throw error;
    const refusal = errorResponse(error, realm);
    await reply
      .code(refusal.status)
      .headers(refusal.headers)
      .send(body === undefined ? refusal.body : body(refusal));
  }
}
