import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthenticateOwner, IdentityError } from '@portero/identity';
import { type AuthenticatedRequest, guarded } from '../http/access/access.decorators';
import { EdgeError } from '../http/errors/failure';
import { OwnerCredentialGuard } from '../http/access/owner-credential.guard';
import { oauthRefusal } from './oauth.errors';

const CHALLENGE = 'Basic realm="owner", charset="UTF-8"';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** No secret of ours is longer; nothing longer is hashed. */
const MAX_SECRET = 200;

/** Declares a route that an OAuth client calls: an owner, by its uuid and secret. */
export function NeedsClient(): MethodDecorator & ClassDecorator {
  return guarded('owner-credential', ClientGuard);
}

/** The methods `client_secret_basic` and `client_secret_post` (RFC 6749, section 2.3.1), one of them at a time. */
@Injectable()
export class ClientGuard implements CanActivate {
  constructor(
    private readonly basic: OwnerCredentialGuard,
    private readonly owners: AuthenticateOwner,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { client_id: id, client_secret: secret } = fieldsOf(request.body);
    if (secret === undefined) {
      const proved = (await this.basic.canActivate(context)) as boolean;
      if (proved && id !== undefined && !isSame(id, request.user)) throw this.refusal();
      return proved;
    }
    if (request.headers.authorization !== undefined) {
      throw oauthRefusal('invalid_request', 'The client must authenticate in one way only.');
    }
    request.user = await this.byBody(id, secret);
    return true;
  }

  private async byBody(id: unknown, secret: unknown) {
    if (typeof id !== 'string' || typeof secret !== 'string' || secret.length > MAX_SECRET || !UUID.test(id))
      throw this.refusal();
    try {
      return await this.owners.withSecret(id.toLowerCase(), secret);
    } catch (error) {
      throw error instanceof IdentityError && error.code === 'owner_credential_invalid' ? this.refusal() : error;
    }
  }

  private refusal(): EdgeError {
    return new EdgeError('owner_credential_invalid', { challenge: CHALLENGE });
  }
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

function isSame(id: unknown, owner: unknown): boolean {
  return typeof id === 'string' && (owner as { readonly uuid?: string } | undefined)?.uuid === id.toLowerCase();
}
