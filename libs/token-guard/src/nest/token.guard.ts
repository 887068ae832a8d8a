import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { errorResponse, type TokenErrorResponse } from '../errors/error-response.js';
import { isTokenError, TokenError } from '../errors/token-error.js';
import { authenticateRequest } from '../requests/authenticate-request.js';
import type { AccessRequirement } from '../requests/access-requirement.js';
import type { CredentialSource } from '../requests/credential.js';
import type { TokenVerifier } from '../verifier/token-verifier.js';
import { KINDS_METADATA, PUBLIC_METADATA, ROLES_METADATA } from './access.decorators.js';
import { attachIdentity, type ContextAdapter, detachIdentity } from './call-context.js';
import { TokenRefusedException } from './refusal.exception.js';
import { TOKEN_GUARD_OPTIONS, TOKEN_VERIFIER, type TokenGuardModuleOptions } from './token-guard.options.js';

const HTTP_ADAPTER: ContextAdapter = {
  source: (context) => {
    const request = context.switchToHttp().getRequest<CredentialSource & { readonly raw?: CredentialSource }>();
    // Fastify's request keeps Node's as `raw`.
    return { headers: request.headers, rawHeaders: request.raw?.rawHeaders ?? request.rawHeaders };
  },
};

/** Lets a call pass only with a valid token. Unknown contexts are refused. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    @Inject(TOKEN_VERIFIER) private readonly verifier: TokenVerifier,
    @Inject(TOKEN_GUARD_OPTIONS) private readonly options: TokenGuardModuleOptions,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    detachIdentity(context);
    const requirement = this.requirementOf(context);
    if (requirement === 'none') return true;
    const type = context.getType<string>();
    const adapter = this.options.adapters?.[type] ?? (type === 'http' ? HTTP_ADAPTER : undefined);
    try {
      if (adapter === undefined) throw new TokenError('missing_token', new Error(`No adapter for ${type} contexts.`));
      attachIdentity(context, await authenticateRequest(this.verifier, adapter.source(context), requirement));
      return true;
    } catch (error) {
      if (!isTokenError(error)) throw error;
      throw this.refusal(error, context, adapter);
    }
  }

  /** The handler overrides its class. If both decorators are on one target, `@Roles` takes precedence. */
  private requirementOf(context: ExecutionContext): AccessRequirement | 'none' {
    const kinds = this.reflector.getAllAndOverride<AccessRequirement['kinds']>(KINDS_METADATA, targetsOf(context));
    const accepted = kinds === undefined ? {} : { kinds };
    for (const target of targetsOf(context)) {
      const roles = this.reflector.get<readonly string[] | undefined>(ROLES_METADATA, target);
      if (roles !== undefined) return { ...accepted, roles };
      if (this.reflector.get<boolean | undefined>(PUBLIC_METADATA, target) === true) return 'none';
    }
    return accepted;
  }

  private refusal(error: TokenError, context: ExecutionContext, adapter: ContextAdapter | undefined): unknown {
    const refusal = errorResponse(error, this.options.realm);
    if (context.getType() === 'http') setHeaders(context, refusal);
    return adapter?.exception?.(error, refusal) ?? new TokenRefusedException(error, refusal);
  }
}

function targetsOf(context: ExecutionContext): Parameters<Reflector['get']>[1][] {
  return [context.getHandler(), context.getClass()];
}

/** Express and Fastify have the same method under the same name. */
interface HeaderSetter {
  header(name: string, value: string): unknown;
}

function setHeaders(context: ExecutionContext, { headers }: TokenErrorResponse): void {
  const response = context.switchToHttp().getResponse<HeaderSetter>();
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
}
