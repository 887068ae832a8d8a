import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import type { LinkOffer } from '@portero/identity';
import type { FastifyRequest } from 'fastify';
import { preferredLanguage } from '@auth/http/input/accept-language';
import { PublicUrl } from '@auth/http/public-url.service';
import { emailPageUrl, passwordPageUrl } from '@auth/pages/account/account-urls';
import { PAGE_LANGUAGES } from '@auth/pages/account/wording/page-wording';
import { SETTINGS } from '@auth/settings.token';
import { SHOOP_SETTINGS } from '../shoop.settings';

/** The links that Shoop mails. They lead to pages below `PUBLIC_URL`, whatever the Host of the request is. */
@Injectable()
export class ShoopLinks {
  private readonly passwordSeconds: number;
  private readonly verificationSeconds: number;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly publicUrl: PublicUrl,
  ) {
    const values = settings.of(SHOOP_SETTINGS);
    this.passwordSeconds = values.SHOOP_PASSWORD_LINK_LIFETIME;
    this.verificationSeconds = values.SHOOP_VERIFICATION_LINK_LIFETIME;
  }

  /** To the page where a new password is set. */
  password(request: FastifyRequest): LinkOffer {
    const href = (token: string): string => passwordPageUrl(this.publicUrl.toString(), token);
    return { href, lifetimeSeconds: this.passwordSeconds, language: languageOf(request) };
  }

  /** To the page where an e-mail address is confirmed. */
  verification(request: FastifyRequest): LinkOffer {
    const href = (token: string): string => emailPageUrl(this.publicUrl.toString(), token);
    return { href, lifetimeSeconds: this.verificationSeconds, language: languageOf(request) };
  }
}

function languageOf({ headers }: FastifyRequest): LinkOffer['language'] {
  return preferredLanguage(headers['accept-language'], PAGE_LANGUAGES);
}
