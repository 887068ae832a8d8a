import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SigningKey } from '@portero/database';
import { DataSource } from 'typeorm';
import { Clock } from '../clock';
import { MasterKey } from '../secrets/master-key';
import { describeKeys, type SigningKeyFacts } from './describe-keys';
import { fingerprint, loadPair, sealContext } from './key-material';
import { KeyStore } from './key-store.service';
import type { SigningAlgorithm } from './signing-algorithm';

/** A key ready for use. For HMAC both sides are the same secret. */
export interface LoadedKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly signing: KeyObject;
  readonly verifying: KeyObject;
  /** Before this time the key is only published. */
  readonly signsFrom: Date;
}

/** A replica's cache of one profile's keys, the latest first. */
interface KeyRing {
  readonly keys: readonly LoadedKey[];
  readonly loadedAt: number;
  /** Counts the look-ups, so that a slow one does not undo a later one. */
  readonly lookUp: number;
}

/** How long a replica uses its cached keys before it reads them again. */
export const KEYS_REFRESH_SECONDS = 30;

/** The shortest time between two look-ups that tokens with unknown keys cause. */
const UNKNOWN_KEY_PAUSE_MS = 500;

/** The last moment that a `Date` knows. */
const NEVER = new Date(8_640_000_000_000_000);

/** The keys that sign and verify the tokens of each profile, sealed under the master key. */
@Injectable()
export class SigningKeys {
  private readonly rings = new Map<string, KeyRing>();
  private readonly trusted = new Map<string, readonly LoadedKey[]>();
  private readonly unknownKeyAt = new Map<string, number>();
  private lookUps = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: MasterKey,
    private readonly clock: Clock,
    private readonly store: KeyStore,
  ) {}

  /** The key that signs for a profile now; made when there is none of the algorithm. */
  async current(profile: string, alg: SigningAlgorithm): Promise<LoadedKey> {
    const known = signsNow(await this.all(profile), alg, this.clock.now());
    if (known) return known;
    await this.store.add({ profile, alg, signsFrom: this.clock.now() });
    const made = signsNow(await this.lookUp(profile), alg, this.clock.now());
    if (!made) throw new Error(`No ${alg} key could be made for ${profile}`);
    return made;
  }

  /** Every key of a profile that may have signed a token that is still alive, or soon will; the latest first. */
  async all(profile: string): Promise<readonly LoadedKey[]> {
    return this.known(profile) ?? (await this.lookUp(profile));
  }

  /** Like {@link all}, from the cache of this replica; `null` when it must read the database. */
  known(profile: string): readonly LoadedKey[] | null {
    const ring = this.rings.get(profile);
    return ring && Date.now() - ring.loadedAt < KEYS_REFRESH_SECONDS * 1000 ? ring.keys : null;
  }

  /**
   * The keys that appeared since `known` were read: another replica may sign with a key that this one has not seen yet.
   * Even under a flood of forged tokens, the database is read at most twice a second.
   */
  async newerThan(profile: string, known: readonly LoadedKey[]): Promise<readonly LoadedKey[]> {
    const now = Date.now();
    const isDue = now - (this.unknownKeyAt.get(profile) ?? 0) >= UNKNOWN_KEY_PAUSE_MS;
    if (isDue) this.unknownKeyAt.set(profile, now);
    const keys = isDue ? await this.lookUp(profile) : (this.rings.get(profile)?.keys ?? []);
    return keys.filter(({ kid }) => !known.some((key) => key.kid === kid));
  }

  /** Adds an RSA key without its private half: it verifies tokens of a profile and never signs. */
  trust(profile: string, publicKey: KeyObject): void {
    const kid = fingerprint(publicKey.export({ format: 'der', type: 'spki' })).toString('base64url');
    const key = { kid, alg: 'RS256', signing: publicKey, verifying: publicKey, signsFrom: NEVER } as const;
    this.trusted.set(profile, [key]);
    this.forget(profile);
  }

  /** Drops the cached keys of a profile, because they have changed. */
  forget(profile: string): void {
    // A look-up that is already running must not restore the old keys.
    this.rings.set(profile, { keys: [], loadedAt: 0, lookUp: ++this.lookUps });
  }

  /** Drops the cached keys of every profile, because some may have changed. */
  forgetAll(): void {
    for (const profile of this.rings.keys()) this.forget(profile);
  }

  /** Every key of every profile, also those that the master key does not open; the latest of a profile first. */
  list(): Promise<readonly SigningKeyFacts[]> {
    return describeKeys(this.dataSource, this.masterKey, this.clock.now());
  }

  private async lookUp(profile: string): Promise<readonly LoadedKey[]> {
    const lookUp = ++this.lookUps;
    const loadedAt = Date.now();
    const order = { signsFrom: 'DESC', generation: 'DESC' } as const;
    const rows = await this.dataSource.getRepository(SigningKey).find({ where: { profile }, order });
    const loaded = [...rows.map((row) => this.load(row)), ...(this.trusted.get(profile) ?? [])];
    const isLatest = lookUp > (this.rings.get(profile)?.lookUp ?? 0);
    if (isLatest) this.rings.set(profile, { keys: loaded, loadedAt, lookUp });
    return loaded;
  }

  private load(row: SigningKey): LoadedKey {
    const alg = row.alg as SigningAlgorithm;
    return {
      kid: row.kid,
      alg,
      ...loadPair(alg, this.masterKey.open(row.sealed, sealContext(row.kid))),
      signsFrom: row.signsFrom,
    };
  }
}

/**
 * The key of a profile that signs at a given time. While replicas restart one by one with another algorithm, each finds
 * the key of its own algorithm, instead of making new ones in turns.
 */
function signsNow(keys: readonly LoadedKey[], alg: SigningAlgorithm, now: Date): LoadedKey | undefined {
  return keys.find((key) => key.alg === alg && key.signsFrom <= now);
}
