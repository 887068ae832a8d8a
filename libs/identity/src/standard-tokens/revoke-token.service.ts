import { Injectable } from '@nestjs/common';
import { type Owner, Transactions } from '@portero/database';
import { EndSession } from '../auth/end-session.service';
import { ownerOf } from '../tokens/inspect-token.service';
import { type RecognizedToken, RecognizeToken, type UserToken } from '../tokens/recognize-token.service';
import { EndToken } from './end-token.service';

/** Ends tokens at the wish of the owner they belong to (RFC 7009). */
@Injectable()
export class RevokeToken {
  constructor(
    private readonly tokens: RecognizeToken,
    private readonly transactions: Transactions,
    private readonly sessions: EndSession,
    private readonly ending: EndToken,
  ) {}

  /**
   * Ends a token: one that was exchanged or belongs to the owner itself alone, any other with its whole session, as a
   * log-out does. A token that is of another owner, ended already, or none at all changes nothing.
   * @param owner that proved its credential
   */
  async revoke(owner: Owner, text: string): Promise<void> {
    const token = await this.tokens.recognize(text);
    if (token === null || ownerOf(token) !== owner.id) return;
    if (isOfSession(token)) await this.sessions.end({ id: token.session.id }, 'revoked');
    else await this.transactions.run((manager) => this.ending.end(manager, token));
  }
}

/** Whether a token is of its session's own profile, so that its end is the session's. */
function isOfSession(token: RecognizedToken): token is UserToken {
  return token.kind === 'user' && token.token.profile === null;
}
