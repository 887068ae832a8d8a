import { Injectable } from '@nestjs/common';
import { AuthenticateToken, type Identity, IdentityError, type IssuedTokens, RenewAccess } from '@portero/identity';
import { BookkerProfile } from './bookker.profile';

/** "Refresco Autenticación": for the caller itself, or by an application for a user of its own owner. */
@Injectable()
export class BookkerRenewal {
  constructor(
    private readonly tokens: BookkerProfile,
    private readonly authenticate: AuthenticateToken,
    private readonly renewAccess: RenewAccess,
  ) {}

  /**
   * @param userToken of `user-access-token`; without it the caller's own token is renewed
   * Throws `token_invalid`, also for a token of another owner, `token_expired`, `account_disabled` or `not_verified`.
   */
  async renew(caller: Identity, userToken: string | undefined): Promise<IssuedTokens> {
    const renewed = userToken === undefined ? caller : await this.ofOneOwner(caller, userToken);
    return this.renewAccess.withAccessToken(this.tokens.profile, renewed);
  }

  private async ofOneOwner(caller: Identity, userToken: string): Promise<Identity> {
    const user = await this.authenticate.access(this.tokens.profile, userToken);
    if (user.subject.ownerId !== caller.subject.ownerId) throw new IdentityError('token_invalid');
    return user;
  }
}
