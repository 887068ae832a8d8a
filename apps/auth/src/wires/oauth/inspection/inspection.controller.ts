import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { InspectToken, RevokeToken } from '@portero/identity';
import { Caller } from '@auth/http/access/access.decorators';
import { PublicUrl } from '@auth/http/public-url.service';
import { NeedsNoContext } from '@auth/http/requests/request-origin';
import { NeedsClient } from '../client.guard';
import { OauthOperation } from '../oauth.openapi';
import { type IntrospectionDto, TokenInQuestionDto } from './inspection.dto';
import { presentIntrospection } from './inspection.presenter';

/** Introspection and revocation. An owner sees and ends only its own tokens; tokens of others are treated as unknown. */
@Controller('oauth')
export class InspectionController {
  constructor(
    private readonly tokens: InspectToken,
    private readonly revoking: RevokeToken,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Post('introspect')
  @NeedsNoContext()
  @HttpCode(200)
  @NeedsClient('verify')
  @OauthOperation('introspect')
  async introspect(@Caller() owner: Owner, @Body() { token }: TokenInQuestionDto): Promise<IntrospectionDto> {
    return presentIntrospection(await this.tokens.live(token, owner.id), this.publicUrl.toString());
  }

  @Post('revoke')
  @HttpCode(200)
  @NeedsClient('revoke')
  @OauthOperation('revoke')
  async revoke(@Caller() owner: Owner, @Body() { token }: TokenInQuestionDto): Promise<void> {
    await this.revoking.revoke(owner, token);
  }
}
