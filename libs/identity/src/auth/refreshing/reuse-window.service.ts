import { Injectable } from '@nestjs/common';
import { secondsAfter } from '../../clock';
import { Limits } from '../../limits/limits.service';
import { GRACE_SECONDS } from '../../tokens/token-profile';
import { TokenProfiles } from '../../tokens/token-profiles.service';
import type { PresentedToken } from './presented-tokens.service';

/** Distinguishes a client that sends its refresh token twice from somebody else who has the token. */
@Injectable()
export class ReuseWindow {
  constructor(
    private readonly limits: Limits,
    private readonly profiles: TokenProfiles,
  ) {}

  /**
   * Whether an exchanged token was sent again soon enough, and from the same network, to count as a double submit of
   * its client.
   */
  isDoubleSubmit({ token: { usedAt, usedFrom }, session }: PresentedToken, now: Date): boolean {
    const graceSeconds = this.profiles.named(session.profile)?.session.graceSeconds ?? GRACE_SECONDS;
    const isSoon = usedAt !== null && now <= secondsAfter(usedAt, graceSeconds);
    const from = this.network();
    return isSoon && (usedFrom === null || from === null || usedFrom.equals(from));
  }

  /** Keyed hash of the caller's network; `null` outside of a request. */
  network(): Buffer | null {
    const network = this.limits.network();
    return network === null ? null : Buffer.from(this.limits.keyOf(['refresh', network]), 'base64url');
  }
}
