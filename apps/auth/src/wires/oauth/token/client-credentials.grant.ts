import { Injectable } from '@nestjs/common';
import { IssueClientToken, type ProvenCaller } from '@portero/identity';
import { OauthProfile } from '../oauth.profile';
import type { Audience, Grant, GrantRequest } from './grant';
import type { TokenResponseDto } from './token-response.dto';

/** A token for the caller itself (RFC 6749, section 4.4). */
@Injectable()
export class ClientCredentialsGrant implements Grant {
  readonly scope = 'token';

  constructor(
    private readonly format: OauthProfile,
    private readonly issuing: IssueClientToken,
  ) {}

  async issue(caller: ProvenCaller, _request: GrantRequest, audience: Audience): Promise<TokenResponseDto> {
    const format = this.format.forClient(audience);
    const token = await this.issuing.issue(caller, format);
    return { access_token: token, token_type: 'Bearer', expires_in: format.lifetimeSeconds };
  }
}
