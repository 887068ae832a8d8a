import { type CanActivate, Injectable, mixin, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import {
  AuthenticateToken,
  type Identity,
  IdentityError,
  type OpaqueFormat,
  type TokenProfile,
} from '@portero/identity';
import type { IncomingHttpHeaders } from 'node:http';
import { Strategy } from 'passport-strategy';
import { BEARER_CHALLENGE, INVALID_TOKEN_CHALLENGE } from '../challenges';
import { EdgeError } from '../../errors/failure';
import { guarded } from '../access.decorators';
import { ApplicationStrategies } from '../application-strategies.service';

/** A profile whose access tokens are opaque keys. */
export type OpaqueProfile = TokenProfile & { readonly access: OpaqueFormat };

/** Returns the profile at run time, because its lifetimes come from the settings. */
export abstract class OpaqueKeySource {
  abstract readonly profile: OpaqueProfile;
  /** Lower-case names of the headers for a key, in order of precedence; `Authorization: Bearer` comes last. */
  abstract readonly headers: readonly string[];
}

const BEARER = /^bearer +(?<key>\S+)$/iu;

/** Declares a route that needs a live opaque key of the profile. */
export function NeedsOpaqueKey(source: Type<OpaqueKeySource>): MethodDecorator & ClassDecorator {
  return guarded('bearer', opaqueKeyGuard(source));
}

/** Called with the holder of a key, or with an error. */
type Verified = (error: Error | null, identity: Identity | null) => void;

/** Finds the key in the headers, and its user. */
class HeaderKeyStrategy extends Strategy {
  constructor(
    private readonly names: readonly string[],
    private readonly verify: (key: string, verified: Verified) => void,
  ) {
    super();
  }

  override authenticate({ headers }: { readonly headers: IncomingHttpHeaders }): void {
    const key = readKey(headers, this.names);
    if (key === null) {
      this.fail(BEARER_CHALLENGE, 401);
      return;
    }
    this.verify(key, (error, identity) => {
      if (error !== null) this.error(error);
      else if (identity) this.success(identity);
      else this.fail(INVALID_TOKEN_CHALLENGE, 401);
    });
  }
}

/** Asks the core, which compares hashes. */
class OpaqueKeyStrategy extends PassportStrategy(HeaderKeyStrategy, 'opaque-key') {
  constructor(
    private readonly source: OpaqueKeySource,
    private readonly tokens: AuthenticateToken,
  ) {
    super(source.headers);
  }

  validate(key: string): Promise<Identity> {
    return this.tokens.access(this.source.profile, key);
  }
}

function opaqueKeyGuard(source: Type<OpaqueKeySource>): Type<CanActivate> {
  @Injectable()
  class OpaqueKeyGuard extends AuthGuard() {
    constructor(module: ModuleRef, strategies: ApplicationStrategies, tokens: AuthenticateToken) {
      const strategy = new OpaqueKeyStrategy(module.get(source, { strict: false }), tokens);
      super(strategies.register('opaque-key', strategy));
    }

    override handleRequest<T>(error: Error | null, identity: T | false | null | undefined): T {
      if (identity) return identity;
      if (error === null) throw new EdgeError('not_authenticated', { challenge: BEARER_CHALLENGE });
      throw error instanceof IdentityError ? new EdgeError(error.code, { challenge: INVALID_TOKEN_CHALLENGE }) : error;
    }
  }
  return mixin(OpaqueKeyGuard);
}

/** The first key in the headers; `null` when there is none. */
function readKey(headers: IncomingHttpHeaders, names: readonly string[]): string | null {
  for (const name of names) {
    const value = [headers[name]].flat()[0]?.trim() ?? '';
    if (value !== '') return value;
  }
  return BEARER.exec(headers.authorization?.trim() ?? '')?.groups?.['key'] ?? null;
}
