import { Controller, Get } from '@nestjs/common';
import type { Identity } from '@portero/token-guard';
import { CurrentIdentity } from '@portero/token-guard/nest';

/** For whoever wants to know what this service makes of a token. Any user may ask, whatever the role. */
@Controller('whoami')
export class WhoamiController {
  @Get()
  show(@CurrentIdentity() identity: Identity): Identity {
    const { kind, subject, owner, roles, rolesKnown, dialect, emailVerified, tokenId } = identity;
    const { issuedAt, expiresAt, verifiedBy } = identity;
    const times = { issuedAt, expiresAt };
    return { kind, subject, owner, roles, rolesKnown, dialect, emailVerified, tokenId, ...times, verifiedBy };
  }
}
