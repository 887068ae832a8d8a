import { createHash } from 'node:crypto';
import { type ClientSecret, type OwnerSecret } from '@portero/database';
import { type EntityManager, type EntityTarget, type FindOptionsWhere, IsNull, Not } from 'typeorm';
import { secondsAfter } from '../clock';
import type { Randomness } from '../randomness';

const SECRET_BYTES = 32;

/** How long the old secret goes on working after a rotation, unless somebody wants otherwise. */
export const SECRET_OVERLAP_SECONDS = 24 * 3600;

/** A secret in clear, which exists nowhere else, and what is kept of it. */
export interface NewSecret {
  readonly secret: string;
  readonly hash: Buffer;
}

/** Makes a secret: 32 random bytes in base64. */
export function newSecret(randomness: Randomness): NewSecret {
  const secret = randomness.bytes(SECRET_BYTES).toString('base64');
  return { secret, hash: hashSecret(secret) };
}

/** How a secret is kept: SHA-256, which is enough for 32 random bytes. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/**
 * Makes room for a new secret. The one in use ends after `overlapSeconds`, or now with 0. Whatever was replaced before ends
 * now: a stolen secret outlives one rotation at most. Call with the holder's row locked.
 */
export async function rotateWithin<Row extends OwnerSecret | ClientSecret>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  holder: Partial<Row>,
  { now, overlapSeconds }: { readonly now: Date; readonly overlapSeconds: number },
): Promise<void> {
  const where = (expiresAt: unknown) => ({ ...holder, expiresAt }) as FindOptionsWhere<Row>;
  await manager.delete(entity, where(Not(IsNull())));
  if (overlapSeconds === 0) await manager.delete(entity, where(IsNull()));
  else await manager.update(entity, where(IsNull()), { expiresAt: secondsAfter(now, overlapSeconds) } as never);
}
