import { Controller, Get } from '@nestjs/common';
import type { Identity } from '@portero/token-guard';
import { CurrentIdentity } from '@portero/token-guard/nest';

/** Shows how this service reads a token. Any user may call it, with any role. */
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
