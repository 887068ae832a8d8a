import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SigningKey, uniqueViolation } from '@portero/database';
import { DataSource, IsNull } from 'typeorm';
import { Clock } from '../clock';
import { Randomness } from '../randomness';
import { MasterKey } from '../secrets/master-key';
import type { SigningAlgorithm } from '../tokens/token-profile';

/** A key ready for use. For HMAC both sides are the same secret. */
export interface LoadedKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly signing: KeyObject;
  readonly verifying: KeyObject;
  readonly current: boolean;
}

/** What may be told of a key: nothing of the key itself. */
export interface SigningKeyFacts {
  readonly kid: string;
  readonly profile: string;
  /** JWS algorithm (RFC 7518). */
  readonly alg: string;
  readonly createdAt: Date;
  /** Since when it only verifies; `null` while it signs. */
  readonly retiredAt: Date | null;
  /** Whether the master key opens it. */
  readonly readable: boolean;
}

/** What a replica knows of one profile's keys. */
interface KeyRing {
  readonly keys: readonly LoadedKey[];
  readonly loadedAt: number;
  /** Counts the look-ups, so that a slow one does not undo a later one. */
  readonly lookUp: number;
}

/** How long a replica may go on with the keys it knows before it looks again. */
const REFRESH_MS = 30_000;

/** How long it waits between two look-ups that tokens of unknown keys make it do before that. */
const UNKNOWN_KEY_PAUSE_MS = 500;

const RSA_BITS = 2048;
const HMAC_BYTES: Readonly<Record<'HS256' | 'HS512', number>> = { HS256: 32, HS512: 64 };

/** The keys that sign tokens: one current key per profile, sealed under the master key. */
@Injectable()
export class SigningKeys {
  private readonly rings = new Map<string, KeyRing>();
  private readonly unknownKeyAt = new Map<string, number>();
  private lookUps = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: MasterKey,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
  ) {}

  /** The key that signs for a profile now; made when there is none. */
  async current(profile: string, alg: SigningAlgorithm): Promise<LoadedKey> {
    const known = (await this.all(profile)).find((key) => key.current);
    if (known?.alg === alg) return known;
    await this.add(profile, alg, generateMaterial(alg, this.randomness));
    const made = (await this.lookUp(profile)).find((key) => key.current && key.alg === alg);
    if (!made) throw new Error(`No ${alg} key could be made for ${profile}`);
    return made;
  }

  /** Every key of a profile that may have signed a token that is still alive, the current one first. */
  async all(profile: string): Promise<readonly LoadedKey[]> {
    const ring = this.rings.get(profile);
    if (ring && Date.now() - ring.loadedAt < REFRESH_MS) return ring.keys;
    return this.lookUp(profile);
  }

  /**
   * The keys that appeared since `known` were read: another replica may sign with a key that this one has not seen yet.
   * However many forged tokens ask for it, the database is asked twice a second at most.
   */
  async newerThan(profile: string, known: readonly LoadedKey[]): Promise<readonly LoadedKey[]> {
    const now = Date.now();
    const isDue = now - (this.unknownKeyAt.get(profile) ?? 0) >= UNKNOWN_KEY_PAUSE_MS;
    if (isDue) this.unknownKeyAt.set(profile, now);
    const keys = isDue ? await this.lookUp(profile) : (this.rings.get(profile)?.keys ?? []);
    return keys.filter(({ kid }) => !known.some((key) => key.kid === kid));
  }

  /** Every key of every profile, also those that the master key does not open; the newest of a profile first. */
  async list(): Promise<readonly SigningKeyFacts[]> {
    const rows = await this.dataSource.getRepository(SigningKey).find({ order: { profile: 'ASC', createdAt: 'DESC' } });
    return rows.map((row) => {
      const { kid, profile, alg, createdAt, retiredAt } = row;
      return { kid, profile, alg, createdAt, retiredAt, readable: this.opens(row) };
    });
  }

  /**
   * Retires the current key of a profile and puts a new one of its kind in its place. What the old one signed stays
   * valid; replicas sign with the new one within half a minute.
   * @returns both; `null` when the profile has no key. Throws when the master key does not open the keys there are: a key
   * sealed under another one would be of use to nobody.
   */
  async rotate(profile: string): Promise<{ readonly made: LoadedKey; readonly retired: LoadedKey } | null> {
    const retired = (await this.lookUp(profile)).find((key) => key.current);
    if (!retired) return null;
    await this.add(profile, retired.alg, generateMaterial(retired.alg, this.randomness));
    return { made: await this.current(profile, retired.alg), retired };
  }

  /**
   * Takes a key over from the service that is being replaced, as the current one. A key that was taken over before
   * changes nothing, not even after it was retired: a rotation outlives the setting that brought the old key.
   * @param material the secret's bytes for HMAC, a PKCS#8 DER document for RSA
   */
  async carryOver(profile: string, alg: SigningAlgorithm, material: Buffer): Promise<void> {
    const same = { profile, alg, fingerprint: fingerprint(material) };
    if (await this.dataSource.getRepository(SigningKey).existsBy(same)) return;
    await this.add(profile, alg, material);
  }

  /** Retires the current key and puts a new one in its place. When another replica was faster, its key stays. */
  private async add(profile: string, alg: SigningAlgorithm, material: Buffer): Promise<void> {
    const now = this.clock.now();
    const kid = this.randomness.uuid();
    const sealed = this.masterKey.seal(material, sealContext(kid));
    const row = { kid, profile, alg, sealed, fingerprint: fingerprint(material), createdAt: now };
    try {
      await this.dataSource.transaction(async (manager) => {
        await manager.update(SigningKey, { profile, retiredAt: IsNull() }, { retiredAt: now });
        await manager.insert(SigningKey, row);
      });
    } catch (error) {
      if (uniqueViolation(error) !== 'uq_signing_keys_current') throw error;
    }
    // A look-up that began before must not bring the old keys back.
    this.rings.set(profile, { keys: [], loadedAt: 0, lookUp: ++this.lookUps });
  }

  private async lookUp(profile: string): Promise<readonly LoadedKey[]> {
    const lookUp = ++this.lookUps;
    const loadedAt = Date.now();
    const keys = this.dataSource.getRepository(SigningKey);
    const rows = await keys.find({ where: { profile }, order: { createdAt: 'DESC' } });
    const loaded = rows.map((row) => this.load(row)).sort((a, b) => Number(b.current) - Number(a.current));
    const isLatest = lookUp > (this.rings.get(profile)?.lookUp ?? 0);
    if (isLatest) this.rings.set(profile, { keys: loaded, loadedAt, lookUp });
    return loaded;
  }

  private load(row: SigningKey): LoadedKey {
    const material = this.open(row);
    const alg = row.alg as SigningAlgorithm;
    const current = row.retiredAt === null;
    if (alg !== 'RS256') {
      const secret = createSecretKey(material);
      return { kid: row.kid, alg, signing: secret, verifying: secret, current };
    }
    const signing = createPrivateKey({ key: material, format: 'der', type: 'pkcs8' });
    return { kid: row.kid, alg, signing, verifying: createPublicKey(signing), current };
  }

  private open({ kid, sealed }: SigningKey): Buffer {
    return this.masterKey.open(sealed, sealContext(kid));
  }

  private opens(row: SigningKey): boolean {
    try {
      return this.open(row).length > 0;
    } catch {
      return false;
    }
  }
}

function generateMaterial(alg: SigningAlgorithm, randomness: Randomness): Buffer {
  if (alg !== 'RS256') return randomness.bytes(HMAC_BYTES[alg]);
  return generateKeyPairSync('rsa', { modulusLength: RSA_BITS }).privateKey.export({ format: 'der', type: 'pkcs8' });
}

function fingerprint(material: Buffer): Buffer {
  return createHash('sha256').update(material).digest();
}

function sealContext(kid: string): string {
  return `signing-key/${kid}`;
}
