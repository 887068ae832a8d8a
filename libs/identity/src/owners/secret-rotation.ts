import { hash } from 'node:crypto';
import type { ClientSecret, OwnerSecret, StoredSecret } from '@portero/database';
import { type EntityManager, type EntityTarget, IsNull, Not } from 'typeorm';
import { secondsAfter } from '../clock';
import type { Randomness } from '../randomness';

const SECRET_BYTES = 32;

/** How long the old secret works after a rotation, by default. */
export const SECRET_OVERLAP_SECONDS = 24 * 3600;

/** A secret in clear, which is not stored, and its stored hash. */
export interface NewSecret {
  readonly secret: string;
  readonly hash: Buffer;
}

/** Makes a secret: 32 random bytes in base64. */
export function newSecret(randomness: Randomness): NewSecret {
  const secret = randomness.bytes(SECRET_BYTES).toString('base64');
  return { secret, hash: hashSecret(secret) };
}

/** The stored form of a secret: SHA-256, which is enough for 32 random bytes. */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/**
 * Ends the secrets before a new one. The current one ends after `overlapSeconds`, or now with 0. Older ones end now, so a
 * stolen secret survives at most one rotation. Call with the holder's row locked.
 */
export async function rotateWithin(
  manager: EntityManager,
  entity: EntityTarget<StoredSecret>,
  holder: Pick<OwnerSecret, 'ownerId'> | Pick<ClientSecret, 'clientId'>,
  { now, overlapSeconds }: { readonly now: Date; readonly overlapSeconds: number },
): Promise<void> {
  const current = { ...holder, expiresAt: IsNull() };
  await manager.delete(entity, { ...holder, expiresAt: Not(IsNull()) });
  if (overlapSeconds === 0) await manager.delete(entity, current);
  else await manager.update(entity, current, { expiresAt: secondsAfter(now, overlapSeconds) });
}
