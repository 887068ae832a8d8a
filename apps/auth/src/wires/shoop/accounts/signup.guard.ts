import { type CanActivate, Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { IdentityError } from '@portero/identity';
import { SETTINGS } from '@auth/settings.token';
import { SHOOP_SETTINGS } from '../shoop.settings';

/** Refuses registrations if the operator closed them. */
@Injectable()
export class ShoopSignupGuard implements CanActivate {
  private readonly isOpen: boolean;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.isOpen = settings.of(SHOOP_SETTINGS).SHOOP_SIGNUP === 'open';
  }

  canActivate(): boolean {
    if (!this.isOpen) throw new IdentityError('signup_closed');
    return true;
  }
}
