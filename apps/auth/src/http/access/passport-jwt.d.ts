/**
 * The parts of passport-jwt 4 that we use. `@types/passport-jwt` does not know that jsonwebtoken takes a `KeyObject`,
 * and calls `jsonWebTokenOptions` deprecated, which is the only way to set `ignoreNotBefore`.
 */
declare module 'passport-jwt' {
  import type { KeyObject } from 'node:crypto';
  import type { IncomingHttpHeaders } from 'node:http';
  import { Strategy as PassportStrategy } from 'passport-strategy';

  type TokenReader = (request: { readonly headers: IncomingHttpHeaders }) => string | null;
  type Done<Found> = (error: unknown, found?: Found) => void;

  interface StrategyOptions {
    readonly jwtFromRequest: TokenReader;
    readonly secretOrKeyProvider: (request: unknown, token: string, done: Done<KeyObject>) => void;
    readonly algorithms: readonly string[];
    readonly issuer?: string | string[];
    readonly audience?: string | string[];
    readonly ignoreExpiration?: boolean;
    readonly jsonWebTokenOptions?: { readonly ignoreNotBefore: boolean };
  }

  export class Strategy extends PassportStrategy {
    constructor(options: StrategyOptions, verify: (claims: object, done: Done<object | false>) => void);
  }

  export const ExtractJwt: { fromAuthHeaderAsBearerToken(): TokenReader };
}
