import { Injectable } from '@nestjs/common';
import { type Admission, AdmitUser, type ProviderAccount, type IssuedTokens } from '@portero/identity';
import type { FastifyRequest } from 'fastify';
import { BoundOwner } from '@auth/http/owners/bound-owner.service';
import { Facebook } from '../facebook/facebook';
import { facebookAccount } from '../facebook/facebook-account';
import type { ShoopRegisterDto } from '../shoop.dto';
import { ShoopLinks } from './mailed-links.service';
import { SHOOP, ShoopProfile } from '../shoop.profile';

/** Shoop's locations are in Indonesia. */
const COUNTRY = 'ID';

/** "Register": a user that may log in at once, with the Facebook account that its token proves. */
@Injectable()
export class ShoopRegistration {
  constructor(
    private readonly tokens: ShoopProfile,
    private readonly links: ShoopLinks,
    private readonly facebook: Facebook,
    private readonly owners: BoundOwner,
    private readonly users: AdmitUser,
  ) {}

  async register(body: ShoopRegisterDto, request: FastifyRequest): Promise<IssuedTokens> {
    const owner = await this.owners.for(SHOOP, request);
    const admission = admissionOf(body, await this.linkedAccount(body));
    return this.users.admit(owner, admission, this.links.verification(request), this.tokens.profile);
  }

  /** The request does not name the Facebook user; Facebook tells to whom the token belongs. */
  private async linkedAccount({ fb_token: token }: ShoopRegisterDto): Promise<ProviderAccount | null> {
    return token === undefined ? null : facebookAccount(await this.facebook.userOf(token, null));
  }
}

function admissionOf(body: ShoopRegisterDto, externalAccount: ProviderAccount | null): Admission {
  const { email, password, name, phone = null, gcm_id: deviceToken = null } = body;
  const { id_location: locationId, longitude = null, latitude = null, avatar = null } = body;
  return {
    email,
    password,
    name,
    phone,
    surname: null,
    username: null,
    roleId: null,
    countryCode: COUNTRY,
    details: { locationId, longitude, latitude, avatar },
    externalAccount,
    deviceToken,
  };
}
