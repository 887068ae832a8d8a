import { type JsonWebKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isDatabaseUnavailable, SigningKey } from '@portero/database';
import { DataSource, In } from 'typeorm';
import { MasterKey } from '../secrets/master-key';
import { loadPair, sealContext } from './key-material';
import { isAsymmetric, SIGNING_ALGORITHMS, type SigningAlgorithm } from './signing-algorithm';

/** A public key as it is published (RFC 7517), without private members. */
export type PublishedKey = Readonly<JsonWebKey & { kid: string; alg: string; use: 'sig' }>;

/** The members of a public key; every other member of an export is private. */
const PUBLIC_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const;

/** The database is read at most this often, however many requests ask for the keys. */
const REFRESH_MS = 1000;

const PUBLIC_ALGORITHMS = SIGNING_ALGORITHMS.filter(isAsymmetric);

/** The public keys of every profile: signing keys, the next keys, and retired keys whose tokens may still be valid. */
@Injectable()
export class PublishedKeys {
  private readonly exported = new Map<string, PublishedKey>();
  private known: { readonly keys: readonly PublishedKey[]; readonly at: number } | null = null;
  private asking: Promise<readonly PublishedKey[]> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: MasterKey,
  ) {}

  /** All of them, in a stable order. While the database is unreachable, the last known ones. */
  async all(): Promise<readonly PublishedKey[]> {
    if (this.known && Date.now() - this.known.at < REFRESH_MS) return this.known.keys;
    this.asking ??= this.ask().finally(() => {
      this.asking = null;
    });
    try {
      return await this.asking;
    } catch (error) {
      if (this.known && isDatabaseUnavailable(error)) return this.known.keys;
      throw error;
    }
  }

  private async ask(): Promise<readonly PublishedKey[]> {
    const at = Date.now();
    const rows = await this.dataSource.getRepository(SigningKey).find({
      where: { alg: In(PUBLIC_ALGORITHMS) },
      order: { profile: 'ASC', signsFrom: 'DESC', generation: 'DESC' },
    });
    const keys = rows.map((row) => this.publish(row));
    this.known = { keys, at };
    return keys;
  }

  private publish({ kid, alg, sealed }: SigningKey): PublishedKey {
    const known = this.exported.get(kid);
    if (known) return known;
    const { verifying } = loadPair(alg as SigningAlgorithm, this.masterKey.open(sealed, sealContext(kid)));
    const published = asJwk(kid, alg, verifying);
    this.exported.set(kid, published);
    return published;
  }
}

function asJwk(kid: string, alg: string, key: KeyObject): PublishedKey {
  if (key.type !== 'public') throw new TypeError('Only a public key is published');
  const jwk = key.export({ format: 'jwk' });
  const members = PUBLIC_MEMBERS.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]] as const]));
  return { ...Object.fromEntries(members), kid, alg, use: 'sig' };
}
