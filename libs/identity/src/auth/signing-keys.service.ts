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
import type { SigningAlgorithm } from './token-profile';

/** A key ready for use. For HMAC both sides are the same secret. */
export interface LoadedKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly signing: KeyObject;
  readonly verifying: KeyObject;
  readonly current: boolean;
}

/** How long a replica may go on with the keys it knows before it looks again. */
const REFRESH_MS = 30_000;
const RSA_BITS = 2048;
const HMAC_BYTES: Readonly<Record<'HS256' | 'HS512', number>> = { HS256: 32, HS512: 64 };

/** The keys that sign tokens: one current key per profile, sealed under the master key. */
@Injectable()
export class SigningKeys {
  private readonly cache = new Map<string, { readonly keys: readonly LoadedKey[]; readonly loadedAt: number }>();

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
    const made = (await this.all(profile)).find((key) => key.current && key.alg === alg);
    if (!made) throw new Error(`No ${alg} key could be made for ${profile}`);
    return made;
  }

  /** Every key of a profile that may have signed a token that is still alive, the current one first. */
  async all(profile: string): Promise<readonly LoadedKey[]> {
    const cached = this.cache.get(profile);
    if (cached && Date.now() - cached.loadedAt < REFRESH_MS) return cached.keys;
    const rows = await this.dataSource
      .getRepository(SigningKey)
      .find({ where: { profile }, order: { createdAt: 'DESC' } });
    const keys = rows.map((row) => this.load(row)).sort((a, b) => Number(b.current) - Number(a.current));
    this.cache.set(profile, { keys, loadedAt: Date.now() });
    return keys;
  }

  /**
   * Takes a key over from the service that is being replaced, as the current one. The same key again changes nothing.
   * @param material the secret's bytes for HMAC, a PKCS#8 DER document for RSA
   */
  async carryOver(profile: string, alg: SigningAlgorithm, material: Buffer): Promise<void> {
    const current = await this.dataSource.getRepository(SigningKey).findOneBy({ profile, retiredAt: IsNull() });
    if (current && current.alg === alg && current.fingerprint.equals(fingerprint(material))) return;
    await this.add(profile, alg, material);
  }

  /** Retires the current key and puts a new one in its place. When another replica was faster, its key stays. */
  private async add(profile: string, alg: SigningAlgorithm, material: Buffer): Promise<void> {
    const now = this.clock.now();
    const kid = this.randomness.uuid();
    const row = {
      kid,
      profile,
      alg,
      sealed: this.masterKey.seal(material, sealContext(kid)),
      fingerprint: fingerprint(material),
      createdAt: now,
    };
    try {
      await this.dataSource.transaction(async (manager) => {
        await manager.update(SigningKey, { profile, retiredAt: IsNull() }, { retiredAt: now });
        await manager.insert(SigningKey, row);
      });
    } catch (error) {
      if (uniqueViolation(error) !== 'uq_signing_keys_current') throw error;
    }
    this.cache.delete(profile);
  }

  private load(row: SigningKey): LoadedKey {
    const material = this.masterKey.open(row.sealed, sealContext(row.kid));
    const alg = row.alg as SigningAlgorithm;
    const current = row.retiredAt === null;
    if (alg !== 'RS256') {
      const secret = createSecretKey(material);
      return { kid: row.kid, alg, signing: secret, verifying: secret, current };
    }
    const signing = createPrivateKey({ key: material, format: 'der', type: 'pkcs8' });
    return { kid: row.kid, alg, signing, verifying: createPublicKey(signing), current };
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
