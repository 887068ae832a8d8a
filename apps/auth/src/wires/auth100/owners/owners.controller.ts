import { Body, Controller, Param, Post, Put, UseGuards } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { RegisterOwner, VerifyOwner } from '@portero/identity';
import { Caller, OwnerMayProveItself, Public } from '@auth/http/access/access.decorators';
import { Auth100Operation } from '../auth100.openapi';
import { type Result, result } from '../auth100.presenter';
import { Auth100Scope } from '../auth100.scope';
import { CountryCode, CountryHeaderGuard } from '../catalog/country-header.guard';
import {
  CreateOwnerDto,
  type CreatedOwnerDto,
  type IdDto,
  OwnerUuidParam,
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
}
