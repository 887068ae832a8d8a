import { Inject, Injectable } from '@nestjs/common';
import { SigningKey } from '@portero/database';
import { DataSource, MoreThan } from 'typeorm';
import { Clock, secondsAfter } from '../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import type { SigningKeyFacts } from './describe-keys';
import { KeyStore } from './key-store.service';
import type { SigningAlgorithm } from './signing-algorithm';
import { SigningKeys } from './signing-keys.service';

/** The result of a rotation. */
export interface Rotation {
  readonly made: SigningKeyFacts;
  readonly retired: SigningKeyFacts;
}

const DAY_SECONDS = 86_400;

/**
 * Replaces signing keys. The next one is published before it signs, so that verifiers have it in time. The old one
 * verifies until `SpentKeys` finds that all its tokens have ended.
 */
@Injectable()
export class RotateKeys {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly dataSource: DataSource,
    private readonly keys: SigningKeys,
    private readonly store: KeyStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the next key of a profile, with the algorithm of the signing key; if a next key already waits, that one is
   * used.
   * @param at `published-ahead`: it signs when all verifiers have had time to read it. `now`: it signs at once, for a
   * leaked key.
   * @returns the next key and the one it replaces; `null` when the profile has none. Throws when the master key does not
   * open the existing keys: other replicas could not read a key sealed under a different one.
   */
  async rotate(profile: string, at: 'published-ahead' | 'now' = 'published-ahead'): Promise<Rotation | null> {
    this.keys.forget(profile);
    await this.keys.all(profile);
    // Computed before the keys are read, so that the second of two simultaneous rotations finds its place taken.
    const generation = await this.store.nextGeneration(profile);
    const before = await this.factsOf(profile);
    const retired = before.find(({ signsFrom }) => signsFrom <= this.clock.now());
    if (!retired) return null;
    const alg = retired.alg as SigningAlgorithm;
    if (!this.waiting(before)) await this.store.add({ profile, alg, generation, signsFrom: this.whenSigning(at) });
    if (at === 'now') await this.signAtOnce(profile);
    this.keys.forget(profile);
    const [made] = await this.factsOf(profile);
    if (!made) throw new Error(`The key of ${profile} is gone`);
    return { made, retired };
  }

  /** Rotates the keys that have signed for longer than the policy allows; imported ones stay. @returns how many */
  async rotateDue(): Promise<number> {
    const { rotationDays } = this.policy.keys;
    if (rotationDays === null) return 0;
    const now = this.clock.now();
    const all = await this.keys.list();
    const due = all.filter(
      ({ signsFrom, retiredAt, imported }) =>
        signsFrom <= now &&
        retiredAt === null &&
        !imported &&
        secondsAfter(signsFrom, rotationDays * DAY_SECONDS) <= now,
    );
    const profiles = new Set(due.map(({ profile }) => profile).filter((profile) => !this.waitsIn(all, profile)));
    for (const profile of profiles) await this.rotate(profile);
    return profiles.size;
  }

  /**
   * Imports a key from the service that is being replaced, and signs with it. A key that was imported before changes
   * nothing, even after it was retired: a rotation stays in force although the setting still names the old key.
   * @param material the secret's bytes for HMAC, a PKCS #8 DER document for RSA
   */
  async carryOver(profile: string, alg: SigningAlgorithm, material: Buffer): Promise<void> {
    if (await this.store.knows(profile, alg, material)) return;
    await this.store.add({ profile, alg, signsFrom: this.clock.now(), imported: material });
    this.keys.forget(profile);
  }

  private async factsOf(profile: string): Promise<readonly SigningKeyFacts[]> {
    return (await this.keys.list()).filter((key) => key.profile === profile);
  }

  private waitsIn(all: readonly SigningKeyFacts[], profile: string): boolean {
    return this.waiting(all.filter((key) => key.profile === profile));
  }

  private waiting(keys: readonly SigningKeyFacts[]): boolean {
    const now = this.clock.now();
    return keys.some(({ signsFrom }) => signsFrom > now);
  }

  private whenSigning(at: 'published-ahead' | 'now'): Date {
    const now = this.clock.now();
    return at === 'now' ? now : secondsAfter(now, this.policy.keys.publishAheadSeconds);
  }

  private async signAtOnce(profile: string): Promise<void> {
    const now = this.clock.now();
    await this.dataSource.getRepository(SigningKey).update({ profile, signsFrom: MoreThan(now) }, { signsFrom: now });
    await this.store.tell(profile);
  }
}
