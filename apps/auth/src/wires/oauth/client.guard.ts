import { applyDecorators, type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { UUID } from '@portero/config';
import type { ClientScope } from '@portero/identity';
import { AllowsClients, type AuthenticatedRequest, guarded } from '../../http/access/access.decorators';
import type { PresentedCredential } from '../../http/access/basic-credential';
import { OwnerCredentialGuard, ownerRefusal } from '../../http/access/owner-credential.guard';
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
  constructor(private readonly owners: OwnerCredentialGuard) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { client_id: id, client_secret: secret } = fieldsOf(request.body);
    if (secret === undefined) {
      await this.owners.canActivate(context);
      if (id !== undefined && !isSame(id, request)) throw ownerRefusal();
      return true;
    }
    if (request.headers.authorization !== undefined) {
      throw oauthRefusal('invalid_request', 'The client must authenticate in one way only.');
    }
    return this.owners.admit(context, readPosted(id, secret));
  }
}

/** The credential in the fields of a body; `null` for anything else. */
function readPosted(id: unknown, secret: unknown): PresentedCredential | null {
  if (typeof id !== 'string' || typeof secret !== 'string' || secret.length > MAX_SECRET || !UUID.test(id)) return null;
  return { uuid: id.toLowerCase(), secret };
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

function isSame(id: unknown, { client, user }: AuthenticatedRequest): boolean {
  const proved = client?.id ?? (user as { readonly uuid?: string } | undefined)?.uuid;
  return typeof id === 'string' && proved === id.toLowerCase();
}
