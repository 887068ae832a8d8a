import { Inject, Injectable } from '@nestjs/common';
import { Queries } from '@portero/database';
import { Clock } from '../../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../../identity-policy';
import { PasswordHasher } from '../password-hasher';
import type { ForeignHash } from './foreign-hash';
import { LIVE_FORMATS } from './live-formats.query';
import { RecognisingHasher } from './recognising-hasher';

/** A hash of the slowest format, and the time of a comparison with it on this machine. */
export interface SlowestFormat {
  readonly label: string;
  readonly sample: string;
  readonly milliseconds: number;
  /** The time according to {@link ForeignHash.cost}, for comparison with other formats. */
  readonly estimate: number;
}

interface Known {
  readonly until: number;
  readonly format: Promise<SlowestFormat | null>;
}

const KEPT_MS = 60_000;

/** The number of owners that are cached. */
const MOST_OWNERS = 1000;

/**
 * The slowest foreign format that users of an owner still have. Where accounts are not revealed, every comparison at this
 * owner takes as long as one with that format.
 */
@Injectable()
export class SlowestFormats {
  private readonly known = new Map<number, Known>();

  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly queries: Queries,
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
  ) {}

  /** `null` where accounts are revealed, at an unknown owner, and when all hashes are our own. */
  async at(ownerId: number | null): Promise<SlowestFormat | null> {
    if (this.policy.revealAccounts || ownerId === null) return null;
    const now = this.clock.now().getTime();
    const known = this.known.get(ownerId);
    if (known && known.until > now) return known.format;
    if (this.known.size >= MOST_OWNERS) this.known.clear();
    const format = this.find(ownerId);
    this.known.set(ownerId, { until: now + KEPT_MS, format });
    format.catch(() => this.known.delete(ownerId));
    return format;
  }

  /** Parses a hash of another system; `null` for one of our own. */
  factsOf(stored: string): Pick<ForeignHash, 'label' | 'cost'> | null {
    const { hasher } = this;
    return hasher instanceof RecognisingHasher && !stored.startsWith('$argon2id$') ? hasher.read(stored) : null;
  }

  private async find(ownerId: number): Promise<SlowestFormat | null> {
    const { hasher } = this;
    if (!(hasher instanceof RecognisingHasher)) return null;
    let slowest: { label: string; sample: string; estimate: number } | null = null;
    for (const { label, sample } of await this.queries.run(LIVE_FORMATS, [ownerId])) {
      if (!hasher.recognises(sample)) continue;
      const estimate = hasher.read(sample).cost.milliseconds;
      if (slowest === null || estimate > slowest.estimate) slowest = { label, sample, estimate };
    }
    if (slowest === null) return null;
    const begun = performance.now();
    await hasher.matches('a password that no account has', slowest.sample);
    return { ...slowest, milliseconds: performance.now() - begun };
  }
}
