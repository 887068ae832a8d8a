import { Injectable } from '@nestjs/common';
import { IdentityError } from '../../identity.errors';
import type { IssuedTokens, TokenProfile } from '../../tokens/token-profile';
import type { Spending } from './issue-in-session.service';
import type { PresentedToken } from './presented-tokens.service';
import { RefuseReuse } from './refuse-reuse.service';
import { RepeatRefresh } from './repeat-refresh.service';
import { ReuseWindow } from './reuse-window.service';

/** Marks refresh tokens as exchanged, and handles those that are sent again. */
@Injectable()
export class SpentRefreshTokens {
  constructor(
    private readonly window: ReuseWindow,
    private readonly repetition: RepeatRefresh,
    private readonly refusal: RefuseReuse,
  ) {}

  /** How {@link RefreshSession} marks a token as exchanged. */
  spending({ refreshEndsAccess }: TokenProfile, refreshToken: string, tokenId: string): Spending {
    return {
      endsAccess: refreshEndsAccess,
      from: this.window.network(),
      seal: (made) => this.repetition.keep(made, refreshToken, tokenId),
    };
  }

  /** Repeats the answer to a double submit where the policy allows it. Throws `refresh_token_reused` otherwise. */
  async meet(spent: PresentedToken, refreshToken: string, now: Date): Promise<IssuedTokens> {
    const isDoubleSubmit = this.window.isDoubleSubmit(spent, now);
    const repeated = isDoubleSubmit ? await this.repetition.repeat(spent, refreshToken, now) : null;
    if (repeated !== null) return repeated;
    await this.refusal.record(spent, isDoubleSubmit);
    throw new IdentityError('refresh_token_reused');
  }
}
