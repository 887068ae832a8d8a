import { SigningKey } from '@portero/database';
import type { DataSource } from 'typeorm';
import type { MasterKey } from '../secrets/master-key';
import { sealContext } from './key-material';

/** The public facts of a key, without the key itself. */
export interface SigningKeyFacts {
  readonly kid: string;
  readonly profile: string;
  /** JWS algorithm (RFC 7518). */
  readonly alg: string;
  readonly createdAt: Date;
  /** The time from which it signs; in the future for a key that is only published so far. */
  readonly signsFrom: Date;
  /** The time since which it only verifies; `null` while it signs or waits to sign. */
  readonly retiredAt: Date | null;
  /** Whether it was carried over from another service. */
  readonly imported: boolean;
  /** Whether the master key opens it. */
  readonly readable: boolean;
}

/** Every key of every profile, also those that the master key does not open; the latest of a profile first. */
export async function describeKeys(
  dataSource: DataSource,
  masterKey: MasterKey,
  now: Date,
): Promise<readonly SigningKeyFacts[]> {
  const order = { profile: 'ASC', signsFrom: 'DESC', generation: 'DESC' } as const;
  const rows = await dataSource.getRepository(SigningKey).find({ order });
  return rows.map((row, place) => {
    const { kid, profile, alg, createdAt, signsFrom, imported } = row;
    const later = rows[place - 1];
    const retiredAt = later?.profile === profile && later.signsFrom <= now ? later.signsFrom : null;
    return { kid, profile, alg, createdAt, signsFrom, retiredAt, imported, readable: opens(masterKey, row) };
  });
}

function opens(masterKey: MasterKey, { kid, sealed }: SigningKey): boolean {
  try {
    return masterKey.open(sealed, sealContext(kid)).length > 0;
  } catch {
    return false;
  }
}
