import { Injectable } from '@nestjs/common';
import type { Owner } from '@portero/database';
import {
  Clock,
  ExchangeToken,
  headerOf,
  InspectToken,
  numericDate,
  type ProvenCaller,
  type UserToken,
} from '@portero/identity';
import { oauthRefusal } from '../oauth.errors';
import { OauthProfile } from '../oauth.profile';
import type { Audience, Grant, GrantRequest } from './grant';
import type { TokenResponseDto } from './token-response.dto';
import { ACCESS_TOKEN, JWT, TOKEN_TYPES } from './token-types';

/** A standard token for a live token of a user (RFC 8693, section 2.1). */
@Injectable()
export class ExchangeGrant implements Grant {
  readonly scope = 'exchange';

  constructor(
    private readonly format: OauthProfile,
    private readonly inspect: InspectToken,
    private readonly exchanging: ExchangeToken,
    private readonly clock: Clock,
  ) {}

  async issue({ owner, client }: ProvenCaller, request: GrantRequest, audience: Audience): Promise<TokenResponseDto> {
    const wanted = request.requested_token_type ?? ACCESS_TOKEN;
    if (!TOKEN_TYPES.includes(wanted)) throw oauthRefusal('invalid_request', 'No such token type is issued.');
    if (request.actor_token) throw oauthRefusal('invalid_request', 'Actor tokens are not supported.');
    const presented = await this.presented(owner, request);
    const issued = await this.exchanging.exchange(presented, this.format.forUser(presented, audience, client));
    const expires = numericDate(issued.accessExpiresAt ?? this.clock.now()) - numericDate(issued.issuedAt);
    return { access_token: issued.access, issued_token_type: wanted, token_type: 'Bearer', expires_in: expires };
  }

  /** The token to exchange: a live access token of a user of this owner. The refusal does not tell what it is instead. */
  private async presented(owner: Owner, request: GrantRequest): Promise<UserToken> {
    const { subject_token: text, subject_token_type: type } = request;
    if (!text) throw oauthRefusal('invalid_request', 'subject_token is required.');
    if (!type) throw oauthRefusal('invalid_request', 'subject_token_type is required.');
    const isOfType = type === ACCESS_TOKEN || (type === JWT && headerOf(text) !== null);
    if (!isOfType) throw oauthRefusal('invalid_request', 'The subject token is of no supported type.');
    const found = await this.inspect.live(text, owner.id);
    if (found?.kind === 'user' && found.token.kind === 'access') return found;
    throw oauthRefusal('invalid_request', 'The subject token is not valid.');
  }
}
