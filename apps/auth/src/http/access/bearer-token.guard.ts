import { type CanActivate, type ExecutionContext, Injectable, mixin, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import {
  AuthenticateToken,
  type Identity,
  IdentityError,
  type JwtFormat,
  type TokenProfile,
  TokenSigner,
  type VerifiedClaims,
} from '@portero/identity';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { EdgeError } from '../errors/failure';
import { toFailure } from '../errors/to-failure';
import { guarded } from './access.decorators';
import { strategyPerRequest } from './strategy-per-request';

/** A profile whose access tokens are JWTs. */
export type JwtProfile = TokenProfile & { readonly access: JwtFormat };

/** Gives the profile when the application runs: its lifetimes come from the settings. */
export abstract class BearerProfile {
  abstract readonly profile: JwtProfile;
}

/** Challenge of RFC 6750, section 3. */
const CHALLENGE = 'Bearer realm="api"';
const INVALID_TOKEN = `${CHALLENGE}, error="invalid_token"`;

/** Declares a route that needs a live access token of the profile, as `Authorization: Bearer`. */
export function NeedsBearerToken(source: Type<BearerProfile>): MethodDecorator & ClassDecorator {
  return guarded('bearer', bearerTokenGuard(source));
}

/** Checks the signature with passport-jwt, and with the core that token, session and user are alive. */
class BearerTokenStrategy extends PassportStrategy(Strategy, 'bearer-token') {
  constructor(
    private readonly profile: JwtProfile,
    signer: TokenSigner,
    private readonly tokens: AuthenticateToken,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: [profile.access.alg],
      // The database tells when a token ends, by the injected clock.
      ignoreExpiration: true,
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: unknown, key?: never) => void) => {
        signer.keyOf(profile.name, profile.access, token).then(
          (key) => {
            done(null, key.verifying as never);
          },
          (error: unknown) => {
            done(error);
          },
        );
      },
    });
  }

  validate(claims: VerifiedClaims): Promise<Identity> {
    return this.tokens.accessClaims(this.profile, claims);
  }
}

function bearerTokenGuard(source: Type<BearerProfile>): Type<CanActivate> {
  @Injectable()
  class BearerTokenGuard extends AuthGuard() {
    constructor(module: ModuleRef, signer: TokenSigner, tokens: AuthenticateToken) {
      super(strategyPerRequest(new BearerTokenStrategy(module.get(source, { strict: false }).profile, signer, tokens)));
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

/** What is wrong with a token becomes a challenge; what is wrong with us stays what it is. */
function asChallenge(cause: unknown): unknown {
  if (cause instanceof IdentityError) {
    return cause.code === 'busy' ? cause : new EdgeError(cause.code, { challenge: INVALID_TOKEN });
  }
  if (toFailure(cause).code === 'unavailable') return cause;
  const missing = !(cause instanceof Error) || cause.message === 'No auth token';
  return missing
    ? new EdgeError('not_authenticated', { challenge: CHALLENGE })
    : new EdgeError('token_invalid', { challenge: INVALID_TOKEN });
}
