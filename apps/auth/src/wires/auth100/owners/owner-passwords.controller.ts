import { Body, Controller, HttpCode, Post, Put, UseGuards } from '@nestjs/common';
import type { Owner } from '@portero/database';
import {
  ChangeOwnerPassword,
  RequestOwnerPasswordCode,
  RotateOwnerSecret,
  SECRET_OVERLAP_SECONDS,
} from '@portero/identity';
import { Caller, OwnerMayProveItself, Public } from '@auth/http/access/access.decorators';
import { Auth100Operation } from '../auth100.openapi';
import { type Result, result } from '../auth100.presenter';
import { Auth100Scope } from '../auth100.scope';
import { CountryHeaderGuard } from '../catalog/country-header.guard';
import {
  ChangePasswordDto,
  type PasswordCodeSentDto,
  RequestChangePasswordDto,
  RotateSecretDto,
  type SecretDto,
  type SuccessfulDto,
} from './owners.dto';

/** The part of "Owner flow" about passwords and secrets. */
@Controller('owner')
@UseGuards(CountryHeaderGuard)
export class OwnerPasswordsController {
  constructor(
    private readonly scope: Auth100Scope,
    private readonly codes: RequestOwnerPasswordCode,
    private readonly passwords: ChangeOwnerPassword,
    private readonly secrets: RotateOwnerSecret,
  ) {}

  @Post('request-change-password')
  @HttpCode(200)
  @OwnerMayProveItself()
  @Auth100Operation('requestOwnerPasswordCode')
  async requestPasswordCode(
    @Body() body: RequestChangePasswordDto,
    @Caller() caller: Owner | null,
  ): Promise<Result<PasswordCodeSentDto>> {
    this.scope.assertOwn(body.ownerUuid, caller);
    const code = await this.codes.request(body);
    return result({ successful: true, verificationCodePassword: this.scope.reveal(code, caller) });
  }

  @Put('change-password')
  @Public()
  @Auth100Operation('changeOwnerPassword')
  async changePassword(@Body() body: ChangePasswordDto): Promise<Result<SuccessfulDto>> {
    await this.passwords.change(body, body.verificationCodePassword, body.password);
    return result({ successful: true });
  }

  @Post('rotate-secret')
  @HttpCode(200)
  @Public()
  @Auth100Operation('rotateOwnerSecret')
  async rotateSecret(@Body() body: RotateSecretDto): Promise<Result<SecretDto>> {
    const overlap = body.atOnce === true ? 0 : SECRET_OVERLAP_SECONDS;
    return result({ secret: await this.secrets.withPassword(body, body.password, overlap) });
  }
}
