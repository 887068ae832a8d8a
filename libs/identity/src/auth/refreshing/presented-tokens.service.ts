import { Injectable } from '@nestjs/common';
import { Queries, type IssuedToken } from '@portero/database';
import { IdentityError, type IdentityErrorCode } from '../../identity.errors';
import { Roles } from '../../roles/roles.service';
import { type StoredToken, storedTokenOf } from '../../tokens/stored-tokens.service';
import { whyDead } from '../../tokens/token-liveness';
import { FIND_ACCESS_TOKEN, FIND_REFRESH_TOKEN, type PresentedTokenRow } from './find-presented-token.query';

/** A token that a client sends in exchange for others, alive or not. */
export interface PresentedToken extends StoredToken {
  readonly token: StoredToken['token'] & Pick<IssuedToken, 'usedFrom' | 'successor'>;
  /** When its user was disabled. */
  readonly disabledAt: Date | null;
}

/** Finds the tokens that clients send in exchange for others. */
@Injectable()
export class PresentedTokens {
  constructor(
    private readonly queries: Queries,
    private readonly roles: Roles,
  ) {}

  /**
   * The refresh token with a hash; `null` when there is none.
   * @param pairedAccessId the id of the access token that must have been issued together with it; if it was not, there is none
   */
  async refresh(hash: Buffer, pairedAccessId: string | null): Promise<PresentedToken | null> {
    const row = await this.queries.firstByKey(FIND_REFRESH_TOKEN, [hash, pairedAccessId]);
    return row?.paired === true ? await this.presented(row) : null;
  }

  /** The access token with an id; `null` when there is none. */
  async access(id: string): Promise<PresentedToken | null> {
    const row = await this.queries.firstByKey(FIND_ACCESS_TOKEN, [id]);
    return row && (await this.presented(row));
  }

  /** A live access token. Throws `token_invalid`, `token_expired`, `account_disabled` or `not_verified`. */
  async liveAccess(id: string, now: Date): Promise<PresentedToken> {
    const found = await this.access(id);
    if (found === null) throw new IdentityError('token_invalid');
    const refusal = refusalOf(found, now);
    if (refusal !== null) throw new IdentityError(refusal);
    return found;
  }

  private async presented(row: PresentedTokenRow): Promise<PresentedToken> {
    const { token, ...found } = storedTokenOf(row, this.roles.known() ?? (await this.roles.all()));
    const { usedFrom, successor, disabledAt } = row;
    return { ...found, token: { ...token, usedFrom, successor }, disabledAt };
  }
}

/** Why a found token cannot be used; `null` when it can. */
export function refusalOf({ token, session, active, disabledAt }: PresentedToken, now: Date): IdentityErrorCode | null {
  const dead = whyDead(token, session, now);
  if (dead !== null) return dead;
  if (active) return null;
  return disabledAt ? 'account_disabled' : 'not_verified';
}
