import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { Reflector } from '@nestjs/core';
import type { Settings } from '@portero/config';
import type { ProvenCaller } from '@portero/identity';
import { OWNER_CHALLENGE } from './challenges';
import { SETTINGS } from '../../settings.token';
import { EdgeError } from '../errors/failure';
import { ApplicationStrategies } from './application-strategies.service';
import type { AuthenticatedRequest } from './authenticated-request';
import { admitCaller } from './client-scope';
import { OWNER_CREDENTIAL, OwnerCredentialStrategy } from './owner-credential.strategy';

/** Admits callers with an owner's credential, or with that of a client of the owner whose scopes the route allows. */
@Injectable()
export class OwnerCredentialGuard extends AuthGuard() {
  constructor(
    strategies: ApplicationStrategies,
    strategy: OwnerCredentialStrategy,
    private readonly reflector: Reflector,
  ) {
    super(strategies.register(OWNER_CREDENTIAL, strategy));
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the signature of the method that it overrides
  override handleRequest<T>(
    error: Error | null,
    caller: ProvenCaller | false | null | undefined,
    _info: unknown,
    context: ExecutionContext,
  ): T {
    if (error !== null && !isRefusal(error)) throw error;
    if (!caller) throw new EdgeError('owner_credential_invalid', { challenge: OWNER_CHALLENGE });
    return admitCaller(context, this.reflector, caller) as T;
  }
}

/** Admits callers without a credential, and refuses those with a wrong one. */
@Injectable()
export class OptionalOwnerCredentialGuard implements CanActivate {
  constructor(private readonly guard: OwnerCredentialGuard) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { headers } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const presents = /^\s*basic(?:\s|$)/iu.test(headers.authorization ?? '');
    return presents ? ((await this.guard.canActivate(context)) as boolean) : true;
  }
}

/** Owner-scoped routes: documented mode uses the owner that the request names, hardened mode requires its credential. */
@Injectable()
export class OwnerScopeGuard implements CanActivate {
  private readonly guard: CanActivate;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    optional: OptionalOwnerCredentialGuard,
    required: OwnerCredentialGuard,
  ) {
    this.guard = settings.mode === 'documented' ? optional : required;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    return (await this.guard.canActivate(context)) as boolean;
  }
}

function isRefusal(error: Error): boolean {
  return 'code' in error && error.code === 'owner_credential_invalid';
}
