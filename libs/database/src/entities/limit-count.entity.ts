import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The count of a limit, if replicas share counts through PostgreSQL. The table is UNLOGGED: it writes no write-ahead
 * log, is empty after a crash of the server and on a promoted standby, and is not in backups.
 */
@Entity('limit_counts')
@Index('ix_limit_counts_expires_at', ['expiresAt'])
export class LimitCount {
  /** The name of the limit and a keyed hash of its subject. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_limit_counts' })
  key: string;

  @Column({ type: 'int' })
  used: number;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;
}
