import { PassportStrategy } from '@nestjs/passport';
import { IdentityError, type SigningAlgorithm, type TokenSigner, type VerifiedClaims } from '@portero/identity';
import { Strategy as JwtStrategy } from 'passport-jwt';
import { Strategy } from 'passport-strategy';
import { bearerTokenOf } from './bearer-token';

/** Checks verified claims for a route. */
export type Prove = (claims: VerifiedClaims) => unknown;

/** The algorithms that passport-jwt verifies. It does not support EdDSA, and finding the key of an HMAC token verifies it already. */
const OF_PASSPORT = ['RS256', 'ES256'] as const;

/** Whether passport-jwt verifies tokens of an algorithm. */
export function isOfPassport(alg: SigningAlgorithm): boolean {
  return OF_PASSPORT.some((each) => each === alg);
}

/** Checks the signature with passport-jwt, and the rest with the core. */
export class BearerTokenStrategy extends PassportStrategy(JwtStrategy, 'bearer-token') {
  constructor(
    profile: string,
    signer: TokenSigner,
    private readonly prove: Prove,
  ) {
    super({
      jwtFromRequest: bearerTokenOf,
      algorithms: [...OF_PASSPORT],
      // The core decides whether a token has expired, by the database and the injected clock.
      ignoreExpiration: true,
      jsonWebTokenOptions: { ignoreNotBefore: true },
      // The core finds a key whose own algorithm is the header's: no key is ever tried under another one.
      secretOrKeyProvider: (_request, token, done) => {
        signer.keyOf(profile, token).then(
          ({ verifying }) => {
            done(null, verifying);
          },
          (error: unknown) => {
            done(error);
          },
        );
      },
    });
  }

  validate(claims: VerifiedClaims): unknown {
    return this.prove(claims);
  }
}

/** Called with the holder of a token, or with an error. */
type Verified = (error: Error | null, caller?: unknown) => void;

/** Finds the token and leaves its signature to the core. */
class CoreStrategy extends Strategy {
  constructor(private readonly verify: (token: string, verified: Verified) => void) {
    super();
  }

  override authenticate(request: Parameters<typeof bearerTokenOf>[0]): void {
    const token = bearerTokenOf(request);
    if (token === null) {
      this.fail(new Error('No auth token'), 401);
      return;
    }
    this.verify(token, (error, caller) => {
      if (error !== null) this.error(error);
      else if (caller === undefined) this.error(new IdentityError('token_invalid'));
      else this.success(caller);
    });
  }
}

/** For the algorithms that passport-jwt does not verify. */
export class CoreTokenStrategy extends PassportStrategy(CoreStrategy, 'core-token') {
  constructor(
    private readonly profile: string,
    private readonly signer: TokenSigner,
    private readonly prove: Prove,
  ) {
    super();
  }

  async validate(token: string): Promise<unknown> {
    return this.prove(await this.signer.verify(this.profile, token));
  }
}
