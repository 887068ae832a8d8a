import { Injectable } from '@nestjs/common';
import { type Owner, Transactions } from '@portero/database';
import { EndSession } from '../auth/end-session.service';
import { ownerOf } from '../tokens/inspect-token.service';
import { type RecognizedToken, RecognizeToken, type UserToken } from '../tokens/recognize-token.service';
import { EndToken } from './end-token.service';

/** Ends tokens for the owner that they belong to (RFC 7009). */
@Injectable()
export class RevokeToken {
  constructor(
    private readonly tokens: RecognizeToken,
    private readonly transactions: Transactions,
    private readonly sessions: EndSession,
    private readonly ending: EndToken,
  ) {}

  /**
   * Ends a token. For an exchanged token or a client token, only that token ends; for any other token the whole session
   * ends, as with a log-out. A token of another owner, an ended token, or an invalid one changes nothing.
   * @param owner whose credential was checked
   */
  async revoke(owner: Owner, text: string): Promise<void> {
    const token = await this.tokens.recognize(text);
    if (token === null || ownerOf(token) !== owner.id) return;
    if (isOfSession(token)) await this.sessions.end({ id: token.session.id }, 'revoked');
    else await this.transactions.run((manager) => this.ending.end(manager, token));
  }
}

/** Whether a token has its session's own profile. Such a token ends together with the session. */
function isOfSession(token: RecognizedToken): token is UserToken {
  return token.kind === 'user' && token.token.profile === null;
}
