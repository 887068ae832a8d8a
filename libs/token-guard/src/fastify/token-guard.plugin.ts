import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { errorResponse, type TokenErrorResponse } from '../errors/error-response.js';
import { isTokenError } from '../errors/token-error.js';
import type { AccessRequirement } from '../requests/access-requirement.js';
import { authenticateRequest } from '../requests/authenticate-request.js';
import type { TokenVerifier } from '../verifier/token-verifier.js';

/** Options of the plugin. The requirement applies to routes without their own. */
export interface TokenGuardPluginOptions extends AccessRequirement {
  readonly verifier: TokenVerifier;
  /** The realm in `WWW-Authenticate`; default `api`. */
  readonly realm?: string;
  /** Makes a custom body; default `{status, code, message}`. */
  readonly body?: (refusal: TokenErrorResponse) => unknown;
}

/** The options in the `config` of a route. */
export interface TokenGuardRouteConfig extends AccessRequirement {
  /** Needs no token, and ignores one that is sent. */
  readonly public?: boolean;
}

/**
 * Every route of the instance that it is registered on, and of its children, needs a token, unless its `config` has
 * `public: true`. It sets `request.identity`.
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

// Fastify's mark for plugins that apply to the instance they are registered on, instead of a child instance.
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
