import { Injectable } from '@nestjs/common';
import { announce, SigningKey, uniqueViolation } from '@portero/database';
import { DataSource } from 'typeorm';
import { Clock } from '../clock';
import { Randomness } from '../randomness';
import { MasterKey } from '../secrets/master-key';
import { fingerprint, generateMaterial, sealContext } from './key-material';
import type { SigningAlgorithm } from './signing-algorithm';

/** The channel on which replicas tell each other of new keys; the message is the profile's name. */
export const KEYS_CHANNEL = 'portero_keys';

/** A key to store: imported, or generated when there is no material. */
export interface NewKey {
  readonly profile: string;
  readonly alg: SigningAlgorithm;
  readonly signsFrom: Date;
  /** Its place among the keys of the profile; by default after the latest. */
  readonly generation?: number;
  /** The bytes of an HMAC secret, or a PKCS #8 DER document. */
  readonly imported?: Buffer;
}

/** Stores signing keys, sealed. */
@Injectable()
export class KeyStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: MasterKey,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
  ) {}

  /**
   * Stores a key as the latest of its profile. If another replica adds one at the same moment, that one is kept, and
   * this one is dropped unless it was imported. @returns whether this key was stored
   */
  async add({ profile, alg, signsFrom, generation, imported }: NewKey): Promise<boolean> {
    const material = imported ?? (await generateMaterial(alg, this.randomness));
    const kid = this.randomness.uuid();
    const row = {
      kid,
      profile,
      alg,
      sealed: this.masterKey.seal(material, sealContext(kid)),
      fingerprint: fingerprint(material),
      imported: imported !== undefined,
      createdAt: this.clock.now(),
      signsFrom,
    };
    for (let tries = imported ? 3 : 1; tries > 0; tries--) {
      if (await this.insert({ ...row, generation: generation ?? (await this.nextGeneration(profile)) })) return true;
    }
    return false;
  }

  /** Whether a key was carried over before. Also marks it as carried over, because older releases did not. */
  async knows(profile: string, alg: SigningAlgorithm, material: Buffer): Promise<boolean> {
    const same = { profile, alg, fingerprint: fingerprint(material) };
    const { affected } = await this.dataSource.getRepository(SigningKey).update(same, { imported: true });
    return (affected ?? 0) > 0;
  }

  /** The place after the latest key of a profile. */
  async nextGeneration(profile: string): Promise<number> {
    return ((await this.dataSource.getRepository(SigningKey).maximum('generation', { profile })) ?? 0) + 1;
  }

  /** Tells every replica that the keys of a profile have changed. */
  tell(profile: string): Promise<void> {
    return announce(this.dataSource.manager, KEYS_CHANNEL, profile);
  }

  private async insert(row: SigningKey): Promise<boolean> {
    try {
      await this.dataSource.getRepository(SigningKey).insert(row);
      await this.tell(row.profile);
      return true;
    } catch (error) {
      if (uniqueViolation(error) !== 'uq_signing_keys_generation') throw error;
      return false;
    }
  }
}
