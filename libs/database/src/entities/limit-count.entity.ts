import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * How much of a limit is used, where PostgreSQL is what replicas share. The table is UNLOGGED: a count costs no write-ahead
 * log, is empty after a crash of the server and on a promoted standby, and is in no back-up.
 */
@Entity('limit_counts')
@Index('ix_limit_counts_expires_at', ['expiresAt'])
export class LimitCount {
  /** The name of the limit and a keyed hash of whose it is. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_limit_counts' })
  key: string;

  @Column({ type: 'int' })
  used: number;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;
}
