import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { ProvenCaller } from '@portero/identity';
import { assertScope } from '@auth/http/access/client-scope';
import { oauthRefusal } from '../oauth.errors';
import { OauthProfile } from '../oauth.profile';
import { audienceOf } from './audience';
import { GRANTS } from './grants';
import type { TokenRequestDto } from './token.dto';
import type { TokenResponseDto } from './token-response.dto';

/** Issues tokens to an owner or its client by one of the {@link GRANTS}. */
@Injectable()
export class TokenGrants {
  constructor(
    private readonly format: OauthProfile,
    private readonly module: ModuleRef,
  ) {}

  /** Throws `forbidden` where the client lacks the scope for the grant. */
  async grant(caller: ProvenCaller, request: TokenRequestDto): Promise<TokenResponseDto> {
    const type = GRANTS.get(request.grant_type);
    if (!type) throw oauthRefusal('unsupported_grant_type', 'The grant type is not supported.');
    const grant = this.module.get(type);
    assertScope(caller.client, grant.scope);
    if (request.scope) throw oauthRefusal('invalid_scope', 'No scope is known here.');
    return grant.issue(caller, request, audienceOf(request, caller.owner, this.format.audiences));
  }
}
