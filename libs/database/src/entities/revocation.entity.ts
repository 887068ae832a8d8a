import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * An access token that ended before its time, for those who verify tokens without asking. It outlives the session and
 * the user that it belonged to, and goes when the token would have expired.
 */
@Entity('revocations')
@Index('ix_revocations_owner', ['ownerId', 'transaction', 'tokenId'])
@Index('ix_revocations_expires_at', ['expiresAt'])
export class Revocation {
  @PrimaryColumn({ name: 'token_id', type: 'uuid', primaryKeyConstraintName: 'pk_revocations' })
  tokenId: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  /** The token profile that it was made for: profiles spell the id differently in their tokens. */
  @Column({ type: 'varchar', length: 40 })
  profile: string;

  /** When the token would have expired, or its session at the latest. */
  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  /**
   * The number of the transaction that wrote it (`pg_current_xact_id()`): whoever has read all below the oldest running
   * one has missed nothing, which no sequence and no time could promise.
   */
  @Column({ name: 'transaction_id', type: 'bigint' })
  transaction: string;
}
