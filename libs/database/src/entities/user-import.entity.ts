import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Owner } from './owner.entity';

/** A run of `portero users import`: its progress, its result, and the ids of its users. */
@Entity('user_imports')
@Index('ix_user_imports_owner_id', ['ownerId'])
export class UserImport {
  @PrimaryGeneratedColumn({ type: 'int', primaryKeyConstraintName: 'pk_user_imports' })
  id: number;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_user_imports_owner' })
  owner?: Owner;

  /** For example `ndjson`. */
  @Column({ type: 'varchar', length: 20 })
  format: string;

  /** SHA-256 of the beginning of the file and of how it is read: a resumed import must name the same file. */
  @Column({ type: 'bytea' })
  fingerprint: Buffer;

  @Column({ name: 'started_at', type: 'timestamptz', precision: 3 })
  startedAt: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', precision: 3, nullable: true })
  finishedAt: Date | null;

  @Column({ name: 'undone_at', type: 'timestamptz', precision: 3, nullable: true })
  undoneAt: Date | null;

  /** Rows of the file whose outcome is committed; a resumed import begins behind them. */
  @Column({ type: 'int', default: 0 })
  read: number;

  @Column({ type: 'int', default: 0 })
  created: number;

  @Column({ type: 'int', default: 0 })
  updated: number;

  @Column({ type: 'int', default: 0 })
  skipped: number;

  @Column({ type: 'int', default: 0 })
  rejected: number;

  /** The ids of all users that the import made lie between these; `null` as long as it made none. */
  @Column({ name: 'first_user_id', type: 'int', nullable: true })
  firstUserId: number | null;

  @Column({ name: 'last_user_id', type: 'int', nullable: true })
  lastUserId: number | null;
}
