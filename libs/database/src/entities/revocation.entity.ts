import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Access tokens that ended before their expiry, for services that verify tokens locally: all tokens of a session that
 * were issued before a given time, or a single token. It outlives the session and the user, and is deleted when the
 * tokens would have expired.
 */
@Entity('revocations')
@Index('ix_revocations_owner', ['ownerId', 'transaction', 'tokenId'])
@Index('ix_revocations_expires_at', ['expiresAt'])
export class Revocation {
  /** The token, or the session where {@link endedBefore} is set. */
  @PrimaryColumn({ name: 'token_id', type: 'uuid', primaryKeyConstraintName: 'pk_revocations' })
  tokenId: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  /** The token profile that it was made for: profiles spell the id differently in their tokens. */
  @Column({ type: 'varchar', length: 40 })
  profile: string;

  /** For a session: its tokens issued before this moment have ended. `null` for a single token. */
  @Column({ name: 'ended_before', type: 'timestamptz', precision: 3, nullable: true })
  endedBefore: Date | null;

  /**
   * For an ended session: its tokens as `<profile> <id>`, for readers of the first format, because the rows of the tokens
   * go earlier. `null` while the session is open.
   */
  @Column({ name: 'tokens', type: 'varchar', array: true, nullable: true })
  tokens: string[] | null;

  /** When the last of the tokens would have expired, or the session at the latest. */
  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  /**
   * The id of the transaction that wrote it (`pg_current_xact_id()`). A reader that has read everything below the
   * oldest running transaction has missed nothing; a sequence or a time could not guarantee that.
   */
  @Column({ name: 'transaction_id', type: 'bigint' })
  transaction: string;
}
