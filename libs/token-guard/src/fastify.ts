import type { TokenGuardRouteConfig } from './fastify/token-guard.plugin.js';
import type { Identity } from './token/identity.js';

export { tokenGuard, type TokenGuardPluginOptions, type TokenGuardRouteConfig } from './fastify/token-guard.plugin.js';
export type { AccessRequirement } from './requests/access-requirement.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller of the request; `null` on public routes. */
    identity: Identity | null;
  }
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging with Fastify's interface is the purpose
  interface FastifyContextConfig extends TokenGuardRouteConfig {}
}
