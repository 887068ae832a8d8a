import { Module } from '@nestjs/common';
import { ClientGuard } from './client.guard';
import { ForwardAuthController } from './forward-auth/forward-auth.controller';
import { ForwardAuthGuard } from './forward-auth/forward-auth.guard';
import { InspectionController } from './inspection/inspection.controller';
import { OauthProfile } from './oauth.profile';
import { WellKnownController } from './published/well-known.controller';
import { RevocationEvents } from './revocations/revocation-events.service';
import { RevocationsController } from './revocations/revocations.controller';
import { GRANTS } from './token/grants';
import { TokenGrants } from './token/token-grants.service';
import { TokenController } from './token/token.controller';

/** What other services use: keys, standard tokens, introspection, revocation, forward-auth. */
@Module({
  controllers: [
    WellKnownController,
    TokenController,
    InspectionController,
    RevocationsController,
    ForwardAuthController,
  ],
  providers: [ClientGuard, ForwardAuthGuard, OauthProfile, RevocationEvents, TokenGrants, ...GRANTS.values()],
})
export class OauthModule {}
