import { applyDecorators, type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { UUID } from '@portero/config';
import { AuthenticateOwner, type ClientScope, IdentityError, type ProvenCaller } from '@portero/identity';
import { OWNER_CHALLENGE } from '../../http/access/challenges';
import { AllowsClients, type AuthenticatedRequest, guarded } from '../../http/access/access.decorators';
import { admitCaller } from '../../http/access/client-scope';
import { EdgeError } from '../../http/errors/failure';
import { OwnerCredentialGuard } from '../../http/access/owner-credential.guard';
import { oauthRefusal } from './oauth.errors';

/** No secret of ours is longer. Longer text is refused before hashing. */
const MAX_SECRET = 200;

/** Declares a route that an OAuth client calls: an owner, or a client of an owner that has one of the scopes. */
export function NeedsClient(...scopes: readonly ClientScope[]): MethodDecorator & ClassDecorator {
  return applyDecorators(AllowsClients(...scopes), guarded('owner-credential', ClientGuard));
}

/** The methods `client_secret_basic` and `client_secret_post` (RFC 6749, section 2.3.1), one of them at a time. */
@Injectable()
export class ClientGuard implements CanActivate {
  constructor(
    private readonly basic: OwnerCredentialGuard,
    private readonly owners: AuthenticateOwner,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { client_id: id, client_secret: secret } = fieldsOf(request.body);
    if (secret === undefined) {
      const proved = await this.basic.canActivate(context);
      if (proved && id !== undefined && !isSame(id, request)) throw this.refusal();
      return proved;
    }
    if (request.headers.authorization !== undefined) {
      throw oauthRefusal('invalid_request', 'The client must authenticate in one way only.');
    }
    request.user = admitCaller(context, this.reflector, await this.byBody(id, secret));
    return true;
  }

  private async byBody(id: unknown, secret: unknown): Promise<ProvenCaller> {
    if (typeof id !== 'string' || typeof secret !== 'string' || secret.length > MAX_SECRET || !UUID.test(id))
      throw this.refusal();
    try {
      return await this.owners.withSecret(id.toLowerCase(), secret);
    } catch (error) {
      throw error instanceof IdentityError && error.code === 'owner_credential_invalid' ? this.refusal() : error;
    }
  }

  private refusal(): EdgeError {
    return new EdgeError('owner_credential_invalid', { challenge: OWNER_CHALLENGE });
  }
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

function isSame(id: unknown, { client, user }: AuthenticatedRequest): boolean {
  const proved = client?.id ?? (user as { readonly uuid?: string } | undefined)?.uuid;
  return typeof id === 'string' && proved === id.toLowerCase();
}
