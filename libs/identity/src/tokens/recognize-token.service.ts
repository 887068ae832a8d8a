import { Injectable } from '@nestjs/common';
import { type ClientToken, type Owner, Queries } from '@portero/database';
import { AdoptToken } from './adopt-token.service';
import { findClientTokenById } from './find-client-token.query';
import { headerOf } from './jws';
import { signedTokenIdOf } from './legacy-format';
import { type StoredToken, StoredTokens } from './stored-tokens.service';
import { profileOf } from './token-liveness';
import type { TokenProfile } from './token-profile';
import { TokenProfiles } from './token-profiles.service';
import { TokenSigner, type VerifiedClaims } from './token-signer.service';

/** A token of a user. `claims` are present for a signed one. */
export interface UserToken extends Omit<StoredToken, 'active'> {
  readonly kind: 'user';
  readonly profile: TokenProfile;
  readonly claims: VerifiedClaims | null;
}

/** A client token of an owner, without a user. */
export interface OwnersToken {
  readonly kind: 'client';
  readonly profile: TokenProfile;
  readonly token: Pick<ClientToken, 'id' | 'clientId' | 'issuedAt' | 'expiresAt' | 'endedAt'>;
  readonly owner: Pick<Owner, 'id' | 'uuid'>;
  readonly claims: VerifiedClaims;
}

/** A token of ours, alive or not. */
export type RecognizedToken = UserToken | OwnersToken;

/** Recognises tokens of every kind that we issue: signed or opaque, access or refresh. */
@Injectable()
export class RecognizeToken {
  constructor(
    private readonly stored: StoredTokens,
    private readonly queries: Queries,
    private readonly profiles: TokenProfiles,
    private readonly signer: TokenSigner,
    private readonly adoption: AdoptToken,
  ) {}

  /**
   * The token, alive or not; `null` for anything that we did not issue. A signed token must be signed by a key of its
   * profile.
   */
  recognize(text: string): Promise<RecognizedToken | null> {
    return headerOf(text) === null ? this.opaque(text) : this.signed(text);
  }

  private async opaque(text: string): Promise<RecognizedToken | null> {
    const stored = await this.stored.findKey(text);
    return stored && this.asUserToken(stored, null);
  }

  private async signed(text: string): Promise<RecognizedToken | null> {
    const signing = this.profiles
      .all()
      .filter(({ access, refresh }) => access.type === 'jwt' || refresh?.type === 'jwt');
    const names = signing.map(({ name }) => name);
    const looksLike = (claims: VerifiedClaims) => signing.find(({ recognises }) => recognises?.(claims))?.name ?? null;
    const found = await this.signer.recognize(names, text, looksLike);
    const profile = found && this.profiles.named(found.profile);
    return profile && (await this.byClaims(profile, found.claims, text));
  }

  private async byClaims(profile: TokenProfile, claims: VerifiedClaims, text: string): Promise<RecognizedToken | null> {
    const id = signedTokenIdOf(claims);
    if (profile.issuesToClients === true && isOfClient(claims)) return this.ofClient(profile, id, claims);
    const known = await this.stored.find({ id });
    const adopted = known === null && (await this.adoption.adopt(profile, claims, text));
    const stored = adopted ? await this.stored.find({ id }) : known;
    const recognized = stored && this.asUserToken(stored, claims);
    return recognized?.profile.name === profile.name ? recognized : null;
  }

  private async ofClient(profile: TokenProfile, id: string, claims: VerifiedClaims): Promise<OwnersToken | null> {
    const row = await this.queries.readByKey(findClientTokenById, [id]);
    if (row === null) return null;
    const { clientId, issuedAt, expiresAt, endedAt, ownerId, ownerUuid } = row;
    const token = { id: row.id, clientId, issuedAt, expiresAt, endedAt };
    return { kind: 'client', profile, token, owner: { id: ownerId, uuid: ownerUuid }, claims };
  }

  private asUserToken({ token, session, subject }: StoredToken, claims: VerifiedClaims | null): UserToken | null {
    const profile = this.profiles.named(profileOf(token, session));
    return profile && { kind: 'user', profile, token, session, subject, claims };
  }
}

/** A token that no user is involved in has the client itself as its subject (RFC 9068, section 2.2). */
function isOfClient({ sub, client_id: client }: VerifiedClaims): boolean {
  return sub !== undefined && sub === client;
}
