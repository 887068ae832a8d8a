import { Injectable } from '@nestjs/common';
import { announce } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock';

/** The channel on which replicas notify each other of ended tokens; the message is the owner's id. */
export const REVOCATIONS_CHANNEL = 'portero_revocations';

/**
 * Records which access tokens ended before their expiry, for verifiers that check tokens locally. To be called in the
 * transaction that ends them, and before it does, because tokens that have already ended are skipped.
 */
@Injectable()
export class Revocations {
  constructor(private readonly clock: Clock) {}

  /** Records an access token of a user. The statements that end sessions or refresh do this themselves. */
  async ofUser(manager: EntityManager, tokenId: string): Promise<void> {
    const rows = await manager.query<readonly { owner_id: number }[]>(
      `INSERT INTO revocations (token_id, owner_id, profile, expires_at, transaction_id)
       SELECT t.id, s.owner_id, coalesce(t.profile, s.profile), least(t.expires_at, s.expires_at), pg_current_xact_id()::text::bigint
       FROM issued_tokens t JOIN sessions s ON s.id = t.session_id
       WHERE t.id = $2::uuid AND t.kind <> 'refresh' AND t.ended_at IS NULL AND least(t.expires_at, s.expires_at) > $1
       ON CONFLICT DO NOTHING RETURNING owner_id`,
      [this.clock.now(), tokenId],
    );
    await this.tell(manager, rows);
  }

  /** Records a client token of an owner. */
  async ofClient(manager: EntityManager, tokenId: string, profile: string): Promise<void> {
    const rows = await manager.query<readonly { owner_id: number }[]>(
      `INSERT INTO revocations (token_id, owner_id, profile, expires_at, transaction_id)
       SELECT id, owner_id, $2, expires_at, pg_current_xact_id()::text::bigint FROM client_tokens WHERE id = $1::uuid
       ON CONFLICT DO NOTHING RETURNING owner_id`,
      [tokenId, profile],
    );
    await this.tell(manager, rows);
  }

  private async tell(manager: EntityManager, rows: readonly { owner_id: number }[]): Promise<void> {
    for (const ownerId of new Set(rows.map((row) => row.owner_id)))
      await announce(manager, REVOCATIONS_CHANNEL, String(ownerId));
  }
}
