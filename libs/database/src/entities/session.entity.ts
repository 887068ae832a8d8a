import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from './user.entity';

/**
 * A log-in and all tokens issued from it: the token family of refresh rotation and revocation. It expires at
 * `expiresAt` (absolute) or `idleExpiresAt` (no refresh for too long), or ends earlier at `endedAt`.
 */
@Entity('sessions')
@Index('ix_sessions_user_id', ['userId'])
@Index('ix_sessions_sweep_at', ['sweepAt'])
@Index('ix_sessions_open', ['userId', 'profile', 'createdAt', 'id'], { where: 'ended_at IS NULL' })
@Index('ix_sessions_ended_at', ['endedAt'], { where: 'ended_at IS NOT NULL' })
export class Session {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_sessions' })
  id: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @Column({ name: 'user_id', type: 'int' })
  userId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_sessions_user' })
  user?: User;

  /** The token profile that began it, such as the name of the dialect. */
  @Column({ type: 'varchar', length: 40 })
  profile: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** Every refresh moves it, so no index may hold it: an update that changes no index stays on its page. */
  @Column({ name: 'idle_expires_at', type: 'timestamptz', precision: 3 })
  idleExpiresAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  /** Access tokens of the session that were issued before this moment have ended; `null` for none. */
  @Column({ name: 'tokens_since', type: 'timestamptz', precision: 3, nullable: true })
  tokensSince: Date | null;

  @Column({ name: 'ended_at', type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;

  @Column({ name: 'end_reason', type: 'varchar', length: 40, nullable: true })
  endReason: string | null;

  /** When the sweep checks it next: its expiry as known at its begin or at the last check. */
  @Column({ name: 'sweep_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  sweepAt: Date;
}
