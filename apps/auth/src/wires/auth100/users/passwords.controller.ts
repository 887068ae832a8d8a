import { Body, Controller, HttpCode, Post, Put, UseGuards } from '@nestjs/common';
import type { Client, Owner } from '@portero/database';
import { ChangeUserPassword, RequestUserPasswordCode } from '@portero/identity';
import { AllowsClients, Caller, CallingClient, OwnerMayProveItself, Public } from '@auth/http/access/access.decorators';
import { Auth100Operation } from '../auth100.openapi';
import { type Result, result } from '../auth100.presenter';
import { Auth100Scope } from '../auth100.scope';
import { CountryHeaderGuard } from '../catalog/country-header.guard';
import {
  ChangePasswordDto,
  CheckPasswordCodeDto,
  type PasswordCodeSentDto,
  RequestChangePasswordDto,
  type SuccessfulDto,
} from '../owners/owners.dto';

/** "User flow": a forgotten password. */
@Controller('users')
@UseGuards(CountryHeaderGuard)
export class PasswordsController {
  constructor(
    private readonly scope: Auth100Scope,
    private readonly codes: RequestUserPasswordCode,
    private readonly passwords: ChangeUserPassword,
  ) {}

  @Post('request-change-password')
  @HttpCode(200)
  @OwnerMayProveItself()
  @AllowsClients('users:write')
  @Auth100Operation('requestUserPasswordCode')
  async requestCode(
    @Body() body: RequestChangePasswordDto,
    @Caller() caller: Owner | null,
    @CallingClient() client: Client | null,
  ): Promise<Result<PasswordCodeSentDto>> {
    this.scope.assertOwn(body.ownerUuid, caller);
    const code = await this.codes.request(body);
    return result({ successful: true, verificationCodePassword: this.scope.reveal(code, caller, client) });
  }

  @Post('request-change-password-verify')
  @HttpCode(200)
  @Public()
  @Auth100Operation('checkUserPasswordCode')
  async checkCode(@Body() body: CheckPasswordCodeDto): Promise<Result<SuccessfulDto>> {
    await this.passwords.check(body, body.verificationCode);
    return result({ successful: true });
  }

  @Put('change-password')
  @Public()
  @Auth100Operation('changeUserPassword')
  async change(@Body() body: ChangePasswordDto): Promise<Result<SuccessfulDto>> {
    await this.passwords.change(body, body.verificationCodePassword, body.password);
    return result({ successful: true });
  }
}
