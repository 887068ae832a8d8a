import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Settings } from '@portero/config';
import { AuthenticateOwner, IdentityError, type ProvenCaller } from '@portero/identity';
import { OWNER_CHALLENGE } from './challenges';
import { SETTINGS } from '../../settings.token';
import { EdgeError } from '../errors/failure';
import type { AuthenticatedRequest } from './authenticated-request';
import { type BasicCredential, readBasic } from './basic-credential';
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

  /** Throws `owner_credential_invalid` without a valid credential, and `forbidden` without the scope. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const credential = readBasic(request.headers.authorization);
    if (credential === null) throw refusal();
    request.user = admitCaller(context, this.reflector, await this.callerOf(credential));
    return true;
  }

  private async callerOf({ uuid, secret }: BasicCredential): Promise<ProvenCaller> {
    try {
      return await this.owners.withSecret(uuid, secret);
    } catch (error) {
      throw error instanceof IdentityError && error.code === 'owner_credential_invalid' ? refusal() : error;
    }
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
  private readonly guard: CanActivate;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    optional: OptionalOwnerCredentialGuard,
    required: OwnerCredentialGuard,
  ) {
    this.guard = settings.mode === 'documented' ? optional : required;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    return this.guard.canActivate(context) as Promise<boolean>;
  }
}

function refusal(): EdgeError {
  return new EdgeError('owner_credential_invalid', { challenge: OWNER_CHALLENGE });
}
