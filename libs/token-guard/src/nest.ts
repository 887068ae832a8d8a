export { type AccessDecorator, Kinds, Public, Roles } from './nest/access.decorators.js';
export { type ContextAdapter, identityOf } from './nest/call-context.js';
export { graphqlAdapter, messageAdapter, type MessageAdapterOptions } from './nest/context-adapters.js';
export { CurrentIdentity } from './nest/current-identity.decorator.js';
export { TokenRefusedException } from './nest/refusal.exception.js';
export {
  TOKEN_GUARD_OPTIONS,
  TOKEN_VERIFIER,
  type TokenGuardAsyncOptions,
  type TokenGuardModuleOptions,
  type TokenGuardPlacement,
} from './nest/token-guard.options.js';
export { TokenGuardModule } from './nest/token-guard.module.js';
export { TokenGuard } from './nest/token.guard.js';
