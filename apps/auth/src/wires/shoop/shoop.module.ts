import { Module } from '@nestjs/common';
import { FACEBOOK_PROVIDER } from './facebook/facebook.provider';
import { ShoopLookupController } from './shoop-lookup.controller';
import { ShoopController } from './shoop.controller';
import { ShoopLinks } from './accounts/mailed-links.service';
import { ShoopFacebookGuard, ShoopLoginGuard, ShoopPasswordGuard } from './accounts/login.guard';
import { ShoopProfile } from './shoop.profile';
import { ShoopRecovery } from './accounts/recovery.service';
import { ShoopRegistration } from './accounts/registration.service';
import { ShoopSignupGuard } from './accounts/signup.guard';

/** The routes of Shoop. */
@Module({
  controllers: [ShoopController, ShoopLookupController],
  providers: [
    FACEBOOK_PROVIDER,
    ShoopFacebookGuard,
    ShoopLinks,
    ShoopLoginGuard,
    ShoopPasswordGuard,
    ShoopProfile,
    ShoopRecovery,
    ShoopRegistration,
    ShoopSignupGuard,
  ],
})
export class ShoopModule {}
