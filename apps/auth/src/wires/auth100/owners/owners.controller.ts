import { Body, Controller, HttpCode, Param, Post, Put, UseGuards } from '@nestjs/common';
import type { Owner } from '@portero/database';
import {
  ChangeOwnerPassword,
  RegisterOwner,
  RotateOwnerSecret,
  SECRET_OVERLAP_SECONDS,
  VerifyOwner,
} from '@portero/identity';
import { Caller, OwnerMayProveItself, Public } from '@auth/http/access/access.decorators';
import { Auth100Operation } from '../auth100.openapi';
import { type Result, result } from '../auth100.presenter';
import { Auth100Scope } from '../auth100.scope';
import { CountryCode, CountryHeaderGuard } from '../catalog/country-header.guard';
import {
  ChangePasswordDto,
  CreateOwnerDto,
  type CreatedOwnerDto,
  type IdDto,
  OwnerUuidParam,
  type PasswordCodeSentDto,
  RequestChangePasswordDto,
  RotateSecretDto,
  type SecretDto,
  type SuccessfulDto,
  VerificationCodeDto,
  type VerificationCodeSentDto,
} from './owners.dto';

/** "Owner flow". */
@Controller('owner')
@UseGuards(CountryHeaderGuard)
export class OwnersController {
  constructor(
    private readonly scope: Auth100Scope,
    private readonly registration: RegisterOwner,
    private readonly verification: VerifyOwner,
    private readonly passwords: ChangeOwnerPassword,
    private readonly secrets: RotateOwnerSecret,
  ) {}

  @Post()
  @Public()
  @Auth100Operation('createOwner')
  async create(
    @Body() { owner: name, email, password }: CreateOwnerDto,
    @CountryCode() countryCode: string | null,
  ): Promise<Result<CreatedOwnerDto>> {
    const { owner, secret, verificationCode } = await this.registration.register({
      email,
      password,
      name,
      countryCode,
    });
    return result({ uuid: owner.uuid, verificationCode: this.scope.reveal(verificationCode, null), secret });
  }

  @Put(':uuid/verify')
  @Public()
  @Auth100Operation('verifyOwner')
  async verify(
    @Param() { uuid }: OwnerUuidParam,
    @Body() { verificationCode }: VerificationCodeDto,
  ): Promise<Result<IdDto>> {
    const { id } = await this.verification.verify(uuid, verificationCode);
    return result({ id });
  }

  /** The one success without the envelope, as published. */
  @Put(':uuid/resend')
  @OwnerMayProveItself()
  @Auth100Operation('resendOwnerCode')
  async resend(@Param() { uuid }: OwnerUuidParam, @Caller() caller: Owner | null): Promise<VerificationCodeSentDto> {
    this.scope.assertOwn(uuid, caller);
    return { verificationCode: this.scope.reveal(await this.verification.resend(uuid), caller) };
  }

  @Post('request-change-password')
  @HttpCode(200)
  @OwnerMayProveItself()
  @Auth100Operation('requestOwnerPasswordCode')
  async requestPasswordCode(
    @Body() body: RequestChangePasswordDto,
    @Caller() caller: Owner | null,
  ): Promise<Result<PasswordCodeSentDto>> {
    this.scope.assertOwn(body.ownerUuid, caller);
    const code = await this.passwords.request(body);
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
