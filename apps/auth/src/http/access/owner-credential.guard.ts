import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Settings } from '@portero/config';
import { AuthenticateOwner, IdentityError, type ProvenCaller } from '@portero/identity';
import { OWNER_CHALLENGE } from './challenges';
import { SETTINGS } from '../../settings.token';
import { EdgeError } from '../errors/failure';
import { originOfRequest } from '../requests/request-origin';
import type { AuthenticatedRequest } from './authenticated-request';
import { type PresentedCredential, readBasic } from './basic-credential';
import { admitCaller } from './client-scope';

/**
 * Admits callers with an owner's credential, or with that of a client of the owner whose scopes the route allows. For each
 * request Passport would make a strategy object, which keeps the whole request alive until the next large garbage collection.
 */
@Injectable()
export class OwnerCredentialGuard implements CanActivate {
  constructor(
    private readonly owners: AuthenticateOwner,
    private readonly reflector: Reflector,
  ) {}

  /** Throws like {@link admit}. */
  canActivate(context: ExecutionContext): Promise<boolean> {
    const { headers } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    return this.admit(context, readBasic(headers.authorization));
  }

  /**
   * Admits the holder of a credential, however the request presents it.
   * @param credential `null` where the request has none that can be read
   * Throws `owner_credential_invalid` without a valid credential, and `forbidden` without the scope.
   */
  async admit(context: ExecutionContext, credential: PresentedCredential | null): Promise<boolean> {
    if (credential === null) throw ownerRefusal();
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    let caller: ProvenCaller;
    try {
      caller = await this.owners.withSecret(credential.uuid, credential.secret, originOfRequest(request));
    } catch (error) {
      throw error instanceof IdentityError && error.code === 'owner_credential_invalid' ? ownerRefusal() : error;
    }
    request.user = admitCaller(context, this.reflector, caller);
    return true;
  }
}

/** Admits callers without a credential, and refuses those with a wrong one. */
@Injectable()
export class OptionalOwnerCredentialGuard implements CanActivate {
  constructor(private readonly guard: OwnerCredentialGuard) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { headers } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const presents = /^\s*basic(?:\s|$)/iu.test(headers.authorization ?? '');
    return presents ? this.guard.canActivate(context) : true;
  }
}

/** Owner-scoped routes: documented mode uses the owner that the request names, hardened mode requires its credential. */
@Injectable()
export class OwnerScopeGuard implements CanActivate {
  private readonly guard: OptionalOwnerCredentialGuard | OwnerCredentialGuard;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    optional: OptionalOwnerCredentialGuard,
    required: OwnerCredentialGuard,
  ) {
    this.guard = settings.mode === 'documented' ? optional : required;
  }

  canActivate(context: ExecutionContext): Promise<boolean> {
    return this.guard.canActivate(context);
  }
}

/** The refusal of every wrong credential, with the challenge for the next try. */
export function ownerRefusal(): EdgeError {
  return new EdgeError('owner_credential_invalid', { challenge: OWNER_CHALLENGE });
}
