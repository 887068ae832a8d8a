import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { InspectToken } from '@portero/identity';
import type { AuthenticatedRequest } from '../../http/access/access.decorators';
import { EdgeError } from '../../http/errors/failure';
import { presentedCredential } from './presented-credential';

const CHALLENGE = 'Bearer realm="api"';
const INVALID_TOKEN = `${CHALLENGE}, error="invalid_token"`;

/** Lets in who brings exactly one live access token of a user, of any dialect and any owner. */
@Injectable()
export class ForwardAuthGuard implements CanActivate {
  constructor(private readonly tokens: InspectToken) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const presented = presentedCredential(request.raw);
    if (presented.kind === 'none') throw new EdgeError('not_authenticated', { challenge: CHALLENGE });
    const token = presented.kind === 'token' ? await this.tokens.live(presented.token, null) : null;
    const isUsers = token?.kind === 'user' && token.token.kind === 'access';
    if (!isUsers) throw new EdgeError('token_invalid', { challenge: INVALID_TOKEN });
    request.user = token;
    return true;
  }
}
