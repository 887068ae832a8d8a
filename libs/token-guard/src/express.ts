import type { Identity } from './token/identity.js';

export {
  type GuardedRequest,
  type GuardMiddleware,
  type RefusalOptions,
  requireAccess,
  requireRoles,
  tokenGuard,
  type TokenGuardOptions,
} from './express/token-guard.middleware.js';
export type { AccessRequirement } from './requests/access-requirement.js';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the place where Express lets its requests be extended
  namespace Express {
    interface Request {
      /** The caller of the request; `undefined` without the guard. */
      identity?: Identity | undefined;
    }
  }
}
