import { Body, Controller, Param, Post, Put, UseGuards } from '@nestjs/common';
import type { Client, Owner } from '@portero/database';
import { RegisterUser, VerifyUser } from '@portero/identity';
import { AllowsClients, Caller, CallingClient, OwnerScoped, Public } from '@auth/http/access/access.decorators';
import { Auth100Operation } from '../auth100.openapi';
import { presentTokens, type Result, result } from '../auth100.presenter';
import { Auth100Profile } from '../auth100.profile';
import { Auth100Scope } from '../auth100.scope';
import { CountryCode, CountryHeaderGuard } from '../catalog/country-header.guard';
import { VerificationCodeDto, type VerificationCodeSentDto } from '../owners/owners.dto';
import type { TokensDto } from '../session/session.dto';
import { CreateUserDto, type CreatedUserDto, UserUuidParam } from './users.dto';

/** "User flow": registration and verification of a user. */
@Controller('users')
@UseGuards(CountryHeaderGuard)
export class RegistrationController {
  constructor(
    private readonly scope: Auth100Scope,
    private readonly registration: RegisterUser,
    private readonly verification: VerifyUser,
    private readonly tokens: Auth100Profile,
  ) {}

  @Post()
  @OwnerScoped()
  @AllowsClients('users:write')
  @Auth100Operation('createUser')
  async create(
    @Body() body: CreateUserDto,
    @CountryCode() countryCode: string | null,
    @Caller() caller: Owner | null,
    @CallingClient() client: Client | null,
  ): Promise<Result<CreatedUserDto>> {
    const owner = await this.scope.owner(body.ownerUuid, caller);
    const { email, password, rol = null, username = null, name = null, surname = null, phone = null } = body;
    const created = await this.registration.register(owner, {
      email,
      password,
      roleId: rol,
      username,
      name,
      surname,
      phone,
      countryCode,
    });
    return result({
      uuid: created.user.uuid,
      verificationCode: this.scope.reveal(created.verificationCode, caller, client),
    });
  }

  @Put(':uuid/verify')
  @Public()
  @Auth100Operation('verifyUser')
  async verify(
    @Param() { uuid }: UserUuidParam,
    @Body() { verificationCode }: VerificationCodeDto,
  ): Promise<Result<TokensDto>> {
    return presentTokens(await this.verification.verify({ uuid }, verificationCode, this.tokens.profile));
  }

  @Put(':uuid/resend')
  @OwnerScoped()
  @AllowsClients('users:write')
  @Auth100Operation('resendUserCode')
  async resend(
    @Param() { uuid }: UserUuidParam,
    @Caller() caller: Owner | null,
    @CallingClient() client: Client | null,
  ): Promise<Result<VerificationCodeSentDto>> {
    const code = await this.verification.resend(this.scope.user(uuid, caller));
    return result({ verificationCode: this.scope.reveal(code, caller, client) });
  }
}
