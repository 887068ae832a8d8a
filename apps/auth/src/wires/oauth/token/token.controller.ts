import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import type { Client, Owner } from '@portero/database';
import { Caller, CallingClient } from '@auth/http/access/access.decorators';
import { NeedsClient } from '../client.guard';
import { OauthOperation } from '../oauth.openapi';
import { TokenGrants } from './token-grants.service';
import { TokenRequestDto } from './token.dto';
import type { TokenResponseDto } from './token-response.dto';

/** Standard tokens for services that do not know a dialect's format. */
@Controller('oauth')
export class TokenController {
  constructor(private readonly grants: TokenGrants) {}

  @Post('token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Header('pragma', 'no-cache')
  @NeedsClient('token', 'exchange')
  @OauthOperation('token')
  token(
    @Caller() owner: Owner,
    @CallingClient() client: Client | null,
    @Body() request: TokenRequestDto,
  ): Promise<TokenResponseDto> {
    return this.grants.grant({ owner, client }, request);
  }
}
