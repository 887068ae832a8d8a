import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Session } from './session.entity';

/**
 * One token handed out in a session. `id` is the `jti` of a JWT. The token itself is never stored: refresh
 * tokens and opaque keys are found and compared by their SHA-256.
 */
@Entity('issued_tokens')
@Index('ix_issued_tokens_session_id', ['sessionId'])
@Index('ix_issued_tokens_grant_id', ['grantId'])
@Index('ix_issued_tokens_access_expires_at', ['expiresAt', 'id'], { where: "kind = 'access'" })
@Index('ix_issued_tokens_successor', ['usedAt'], { where: 'successor IS NOT NULL' })
@Index('uq_issued_tokens_hash', ['hash'], { unique: true })
export class IssuedToken {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_issued_tokens' })
  id: string;

  @Column({ name: 'session_id', type: 'uuid' })
  sessionId: string;

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id', foreignKeyConstraintName: 'fk_issued_tokens_session' })
  session?: Session;

  /** Tokens issued together share it, so that a rotation can end the pair it replaces. */
  @Column({ name: 'grant_id', type: 'uuid' })
  grantId: string;

  /** The token profile, if it is not the session's own. */
  @Column({ type: 'varchar', length: 40, nullable: true })
  profile: string | null;

  /** `access` or `refresh`. */
  @Column({ type: 'varchar', length: 10 })
  kind: 'access' | 'refresh';

  @Column({ type: 'bytea', nullable: true })
  hash: Buffer | null;

  @Column({ name: 'issued_at', type: 'timestamptz', precision: 3 })
  issuedAt: Date;

  /** `null` when only the session's limits end it. */
  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt: Date | null;

  /** When a refresh token was exchanged for its successor. */
  @Column({ name: 'used_at', type: 'timestamptz', precision: 3, nullable: true })
  usedAt: Date | null;

  /** Keyed hash of the network that exchanged it. */
  @Column({ name: 'used_from', type: 'bytea', nullable: true })
  usedFrom: Buffer | null;

  /**
   * The tokens that it was exchanged for, sealed under a key that is derived from the token itself; `null` unless
   * retries are repeated.
   */
  @Column({ type: 'bytea', nullable: true })
  successor: Buffer | null;

  @Column({ name: 'ended_at', type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;
}
