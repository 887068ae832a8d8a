import { type CanActivate, type ExecutionContext, Injectable, mixin, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import {
  AuthenticateToken,
  type Identity,
  IdentityError,
  type JwtFormat,
  type TokenProfile,
  TokenSigner,
  type VerifiedClaims,
} from '@portero/identity';
import { BEARER_CHALLENGE, INVALID_TOKEN_CHALLENGE } from '../challenges';
import { EdgeError } from '../../errors/failure';
import { guarded } from '../access.decorators';
import { ApplicationStrategies } from '../application-strategies.service';
import { BearerTokenStrategy, CoreTokenStrategy, isOfPassport } from './bearer-token.strategies';

/** A profile whose access tokens are JWTs. */
export type JwtProfile = TokenProfile & { readonly access: JwtFormat };

/** Returns the profile at run time, because its lifetimes come from the settings. */
export abstract class BearerProfile {
  abstract readonly profile: JwtProfile;
}

/** Declares a route that needs a live access token of the profile, as `Authorization: Bearer`. */
export function NeedsBearerToken(source: Type<BearerProfile>): MethodDecorator & ClassDecorator {
  const prove: Proof = (tokens, profile, claims) => tokens.accessClaims(profile, claims);
  return guarded('bearer', bearerTokenGuard(source, prove));
}

/**
 * Declares a route that needs an access token that we signed for the profile, expired or not. It proves nothing by
 * itself: the route needs a second credential.
 */
export function NeedsSignedBearerToken(source: Type<BearerProfile>): MethodDecorator & ClassDecorator {
  const prove: Proof = (tokens, _profile, claims) => tokens.signedTokenId(claims);
  return guarded('signed-bearer', bearerTokenGuard(source, prove));
}

/** Checks verified claims for a route. */
type Proof = (
  tokens: AuthenticateToken,
  profile: JwtProfile,
  claims: VerifiedClaims,
) => string | Identity | Promise<Identity>;

function bearerTokenGuard(source: Type<BearerProfile>, prove: Proof): Type<CanActivate> {
  @Injectable()
  class BearerTokenGuard extends AuthGuard() {
    constructor(module: ModuleRef, strategies: ApplicationStrategies, signer: TokenSigner, tokens: AuthenticateToken) {
      const { profile } = module.get(source, { strict: false });
      const Checking = isOfPassport(profile.access.alg) ? BearerTokenStrategy : CoreTokenStrategy;
      const strategy = new Checking(profile.name, signer, (claims) => prove(tokens, profile, claims));
      super(strategies.register('bearer-token', strategy));
    }

    override handleRequest<T>(
      error: unknown,
      identity: T | false | null | undefined,
      info: unknown,
      _context: ExecutionContext,
    ): T {
      if (identity) return identity;
      throw asChallenge(error ?? info);
    }
  }
  return mixin(BearerTokenGuard);
}

/** A refused token becomes a challenge; errors of the service stay as they are. */
function asChallenge(cause: unknown): unknown {
  if (cause instanceof IdentityError) {
    return cause.code === 'busy' ? cause : new EdgeError(cause.code, { challenge: INVALID_TOKEN_CHALLENGE });
  }
  if (!(cause instanceof Error) || cause.message === 'No auth token') {
    return new EdgeError('not_authenticated', { challenge: BEARER_CHALLENGE });
  }
  return cause.name === 'JsonWebTokenError'
    ? new EdgeError('token_invalid', { challenge: INVALID_TOKEN_CHALLENGE })
    : cause;
}
