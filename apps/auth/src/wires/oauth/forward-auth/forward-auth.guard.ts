import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { InspectToken, type RecognizedToken, type UserToken } from '@portero/identity';
import { BEARER_CHALLENGE, INVALID_TOKEN_CHALLENGE } from '@auth/http/access/challenges';
import type { AuthenticatedRequest } from '@auth/http/access/access.decorators';
import { EdgeError } from '@auth/http/errors/failure';
import { OAUTH } from '../oauth.profile';
import { presentedCredential } from './presented-credential';

/** Accepts requests with exactly one live access token of a user, of any dialect and any owner. */
@Injectable()
export class ForwardAuthGuard implements CanActivate {
  constructor(private readonly tokens: InspectToken) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const presented = presentedCredential(request.raw);
    if (presented.kind === 'none') throw new EdgeError('not_authenticated', { challenge: BEARER_CHALLENGE });
    const token = presented.kind === 'token' ? await this.tokens.live(presented.token, null) : null;
    if (!opensServices(token)) throw new EdgeError('token_invalid', { challenge: INVALID_TOKEN_CHALLENGE });
    request.user = token;
    return true;
  }
}

/**
 * A user's access token. Standard tokens are refused: they have an audience (RFC 9068, section 4), so a token for one
 * service must not give access to others, and the service behind the proxy is not known here.
 */
function opensServices(token: RecognizedToken | null): token is UserToken {
  if (token?.kind !== 'user' || token.token.kind !== 'access') return false;
  return token.profile.name !== OAUTH || [token.claims?.['aud']].flat().includes(token.subject.owner.uuid);
}
