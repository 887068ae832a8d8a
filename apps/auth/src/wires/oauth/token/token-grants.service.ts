import { Injectable } from '@nestjs/common';
import type { Owner } from '@portero/database';
import {
  Clock,
  ExchangeToken,
  headerOf,
  InspectToken,
  IssueClientToken,
  numericDate,
  type ProvenCaller,
  type UserToken,
} from '@portero/identity';
import { assertScope } from '@auth/http/access/client-scope';
import { oauthRefusal } from '../oauth.errors';
import { OauthProfile } from '../oauth.profile';
import { audienceOf } from './audience';
import { EXCHANGE_GRANT, TOKEN_TYPES, type TokenRequestDto, type TokenResponseDto } from './token.dto';

/** The grants of `POST /oauth/token`. Every refusal is worded as the RFCs do. */
@Injectable()
export class TokenGrants {
  constructor(
    private readonly format: OauthProfile,
    private readonly inspect: InspectToken,
    private readonly exchanging: ExchangeToken,
    private readonly issuing: IssueClientToken,
    private readonly clock: Clock,
  ) {}

  /** Issues what an owner or its client asks for. Throws `forbidden` where the client lacks the scope for the grant. */
  async grant(caller: ProvenCaller, request: TokenRequestDto): Promise<TokenResponseDto> {
    const { owner, client } = caller;
    const isKnown = request.grant_type === 'client_credentials' || request.grant_type === EXCHANGE_GRANT;
    if (!isKnown) throw oauthRefusal('unsupported_grant_type', 'The grant type is not supported.');
    assertScope(client, request.grant_type === EXCHANGE_GRANT ? 'exchange' : 'token');
    if (request.scope) throw oauthRefusal('invalid_scope', 'No scope is known here.');
    const audience = audienceOf(request, owner, this.format.audiences);
    if (request.grant_type === EXCHANGE_GRANT) return this.exchange(caller, request, audience);
    const format = this.format.forClient(audience);
    const token = await this.issuing.issue(caller, format);
    return { access_token: token, token_type: 'Bearer', expires_in: format.lifetimeSeconds };
  }

  /** RFC 8693, section 2.1. */
  private async exchange(
    { owner, client }: ProvenCaller,
    request: TokenRequestDto,
    audience: string | readonly string[] | null,
  ): Promise<TokenResponseDto> {
    const wanted = request.requested_token_type ?? TOKEN_TYPES[0] ?? '';
    if (!TOKEN_TYPES.includes(wanted)) throw oauthRefusal('invalid_request', 'No such token type is issued.');
    if (request.actor_token) throw oauthRefusal('invalid_request', 'Actor tokens are not supported.');
    const presented = await this.presented(owner, request);
    const issued = await this.exchanging.exchange(presented, this.format.forUser(presented, audience, client));
    const expires = numericDate(issued.accessExpiresAt ?? this.clock.now()) - numericDate(issued.issuedAt);
    return { access_token: issued.access, issued_token_type: wanted, token_type: 'Bearer', expires_in: expires };
  }

  /** The token to exchange: alive, for access, a user's, and the owner's own. Nothing tells which of these it is not. */
  private async presented(owner: Owner, request: TokenRequestDto): Promise<UserToken> {
    const { subject_token: text, subject_token_type: type } = request;
    if (!text) throw oauthRefusal('invalid_request', 'subject_token is required.');
    if (!type) throw oauthRefusal('invalid_request', 'subject_token_type is required.');
    const isOfType = type === TOKEN_TYPES[0] || (type === TOKEN_TYPES[1] && headerOf(text) !== null);
    if (!isOfType) throw oauthRefusal('invalid_request', 'The subject token is of no supported type.');
    const found = await this.inspect.live(text, owner.id);
    if (found?.kind === 'user' && found.token.kind === 'access') return found;
    throw oauthRefusal('invalid_request', 'The subject token is not valid.');
  }
}
