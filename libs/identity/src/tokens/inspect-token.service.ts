import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { TOKEN_CHECKED } from '../signals/identity-signals';
import { type RecognizedToken, RecognizeToken } from './recognize-token.service';
import { whyDead } from './token-liveness';

/** Reads from the database whether a token is alive, and its user. */
@Injectable()
export class InspectToken {
  constructor(
    private readonly tokens: RecognizeToken,
    private readonly clock: Clock,
  ) {}

  /**
   * The token if it is alive: its session is open, it is not exchanged or expired, and its user is active; `null`
   * otherwise.
   * @param ownerId whose tokens are found; tokens of other owners are treated like forged ones. `null`: any owner.
   */
  async live(text: string, ownerId: number | null): Promise<RecognizedToken | null> {
    const token = await this.tokens.recognize(text);
    const isTheirs = token !== null && (ownerId === null || ownerOf(token) === ownerId);
    const live = isTheirs && this.isAlive(token) ? token : null;
    TOKEN_CHECKED.tell({ profile: token?.profile.name ?? null, outcome: live === null ? 'token_invalid' : 'success' });
    return live;
  }

  private isAlive(token: RecognizedToken): boolean {
    const now = this.clock.now();
    if (token.kind === 'client') return token.token.endedAt === null && token.token.expiresAt > now;
    return token.subject.active && whyDead(token.token, token.session, now) === null;
  }
}

/** The id of the owner that a token belongs to. */
export function ownerOf(token: RecognizedToken): number {
  return token.kind === 'client' ? token.owner.id : token.subject.ownerId;
}
