import { Injectable } from '@nestjs/common';
import { ClientToken, IssuedToken, type Owner, type Session } from '@portero/database';
import { DataSource } from 'typeorm';
import { IdentityError } from '../identity.errors';
import { headerOf } from './jws';
import { hashToken } from './token-issuer.service';
import { profileOf, tokenIdOf } from './token-liveness';
import type { TokenProfile, TokenSubject } from './token-profile';
import { TokenProfiles } from './token-profiles.service';
import { TokenSigner, type VerifiedClaims } from './token-signer.service';
import { asSubject } from './token-subject';

/** A token of a user. `claims` are those of a signed one. */
export interface UserToken {
  readonly kind: 'user';
  readonly profile: TokenProfile;
  readonly token: IssuedToken;
  readonly session: Session;
  readonly subject: TokenSubject;
  readonly claims: VerifiedClaims | null;
}

/** A token that an owner got for itself. No user stands behind it. */
export interface OwnersToken {
  readonly kind: 'client';
  readonly profile: TokenProfile;
  readonly token: ClientToken;
  readonly owner: Owner;
  readonly claims: VerifiedClaims;
}

/** A token of ours, alive or not. */
export type RecognizedToken = UserToken | OwnersToken;

/** Tells what a text is: a token of whatever kind we issue, signed or opaque, access or refresh. */
@Injectable()
export class RecognizeToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly profiles: TokenProfiles,
    private readonly signer: TokenSigner,
  ) {}

  /**
   * The token, whether it is alive or not; `null` for anything that we did not issue. A signed one is looked for only
   * with the keys of the profile that it then turns out to belong to.
   */
  async recognize(text: string): Promise<RecognizedToken | null> {
    return headerOf(text) === null ? this.opaque(text) : this.signed(text);
  }

  private async opaque(text: string): Promise<RecognizedToken | null> {
    const token = await this.issued({ hash: hashToken(text) });
    return token && this.asUserToken(token, null);
  }

  private async signed(text: string): Promise<RecognizedToken | null> {
    for (const profile of this.profiles.all()) {
      const claims = await this.claimsOf(profile, text);
      if (claims !== null) return this.byClaims(profile, claims);
    }
    return null;
  }

  private async byClaims(profile: TokenProfile, claims: VerifiedClaims): Promise<RecognizedToken | null> {
    const id = tokenIdOf(claims);
    if (id === null) return null;
    const issued = await this.issued({ id });
    if (issued) {
      const recognized = this.asUserToken(issued, claims);
      return recognized?.profile.name === profile.name ? recognized : null;
    }
    const token = await this.dataSource
      .getRepository(ClientToken)
      .findOne({ where: { id }, relations: { owner: true } });
    const isOfClients = profile.issuesToClients === true;
    return token?.owner && isOfClients ? { kind: 'client', profile, token, owner: token.owner, claims } : null;
  }

  private async claimsOf({ name, access, refresh }: TokenProfile, text: string): Promise<VerifiedClaims | null> {
    if (access.type !== 'jwt' && refresh?.type !== 'jwt') return null;
    try {
      return await this.signer.verify(name, text);
    } catch (error) {
      if (error instanceof IdentityError && error.code === 'token_invalid') return null;
      throw error;
    }
  }

  private issued(where: { id: string } | { hash: Buffer }): Promise<IssuedToken | null> {
    const relations = { session: { user: { role: true, owner: true } } } as const;
    return this.dataSource.getRepository(IssuedToken).findOne({ where, relations });
  }

  private asUserToken(token: IssuedToken, claims: VerifiedClaims | null): UserToken | null {
    const { session } = token;
    if (!session?.user) return null;
    const profile = this.profiles.named(profileOf(token, session));
    return profile && { kind: 'user', profile, token, session, subject: asSubject(session.user), claims };
  }
}
