import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ExternalAccounts, IdentityError, LOG_IN_DECIDED } from '@portero/identity';
import type { AuthenticatedRequest } from '@auth/http/access/access.decorators';
import { passwordLoginGuard } from '@auth/http/access/password-login.guard';
import { toFailure } from '@auth/http/errors/to-failure';
import { InputValidationPipe } from '@auth/http/input/input-validation.pipe';
import { BoundOwner } from '@auth/http/owners/bound-owner.service';
import { Facebook } from '../facebook/facebook';
import { facebookAccount } from '../facebook/facebook-account';
import { ShoopFacebookLoginDto, ShoopPasswordLoginDto } from '../shoop.dto';
import { facebookAccountUnknown } from '../shoop.errors';
import { SHOOP } from '../shoop.profile';

/** Admits callers who know the password. */
export const ShoopPasswordGuard = passwordLoginGuard(ShoopPasswordLoginDto, 'email');

/** Admits callers whose account Facebook confirms. */
@Injectable()
export class ShoopFacebookGuard implements CanActivate {
  private readonly pipe = new InputValidationPipe();

  constructor(
    private readonly facebook: Facebook,
    private readonly accounts: ExternalAccounts,
    private readonly owners: BoundOwner,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const metadata = { type: 'body', metatype: ShoopFacebookLoginDto } as const;
    const { fb_token, fb_uid } = (await this.pipe.transform(request.body, metadata)) as ShoopFacebookLoginDto;
    try {
      request.user = await this.userOf(request, fb_token, fb_uid);
      LOG_IN_DECIDED.tell('success');
      return true;
    } catch (error) {
      LOG_IN_DECIDED.tell(toFailure(error).code);
      throw isUnknown(error) ? facebookAccountUnknown() : error;
    }
  }

  private async userOf(request: AuthenticatedRequest, token: string, uid: string) {
    const account = facebookAccount(await this.facebook.userOf(token, uid));
    return this.accounts.userOf(await this.owners.uuidFor(SHOOP, request), account);
  }
}

/** No user has registered with that account. */
function isUnknown(error: unknown): boolean {
  return error instanceof IdentityError && error.code === 'account_unknown';
}

/** "Get Key": with e-mail and password, or with a Facebook token and its user. */
@Injectable()
export class ShoopLoginGuard implements CanActivate {
  constructor(
    @Inject(ShoopPasswordGuard) private readonly password: CanActivate,
    private readonly facebook: ShoopFacebookGuard,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { body } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const way = asksForFacebook(body) ? this.facebook : this.password;
    return (await way.canActivate(context)) as boolean;
  }
}

/** A complete pair of fields decides; otherwise the incomplete one, e-mail and password first, as documented. */
function asksForFacebook(body: unknown): boolean {
  const names = new Set(Object.keys(body ?? {}));
  if (names.has('email') && names.has('password')) return false;
  if (names.has('fb_token') && names.has('fb_uid')) return true;
  return ['fb_token', 'fb_uid'].some((name) => names.has(name)) && !names.has('email') && !names.has('password');
}
