import { Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Owner } from './owner.entity';

/** The back end that is being replaced. It is asked about log-ins of users who do not exist here yet. */
@Entity('legacy_back_ends')
@Index('uq_legacy_back_ends_owner_dialect', ['ownerId', 'dialect'], { unique: true })
export class LegacyBackEnd {
  @PrimaryGeneratedColumn({ type: 'int', primaryKeyConstraintName: 'pk_legacy_back_ends' })
  id: number;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_legacy_back_ends_owner' })
  owner?: Owner;

  /** The dialect of the log-ins and of the old back end. */
  @Column({ type: 'varchar', length: 40 })
  dialect: string;

  @Column({ name: 'login_url', type: 'varchar', length: 2000 })
  loginUrl: string;

  /** What its dialect calls the name of a log-in, where projects choose that; `null` for what the dialect documents. */
  @Column({ name: 'name_field', type: 'varchar', length: 60, nullable: true })
  nameField: string | null;

  /** The kind of network that the host was in when it was set: `public`, `private` or `loopback`. */
  @Column({ type: 'varchar', length: 20 })
  network: string;

  @Column({ name: 'timeout_ms', type: 'int' })
  timeoutMs: number;

  /** It is not asked after this time; `null` for no end. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  until: Date | null;

  /** Whether it accepts only users with a confirmed e-mail. */
  @Column({ name: 'proves_email', type: 'boolean' })
  provesEmail: boolean;

  @Column({ name: 'came_over', type: 'int', default: 0 })
  cameOver: number;

  @Column({ type: 'int', default: 0 })
  refused: number;

  @Column({ type: 'int', default: 0 })
  failed: number;

  /** Why it gave no usable answer the last time: a fixed word. */
  @Column({ name: 'last_failure', type: 'varchar', length: 40, nullable: true })
  lastFailure: string | null;

  @Column({ name: 'last_failure_at', type: 'timestamptz', precision: 3, nullable: true })
  lastFailureAt: Date | null;

  /** Until when no requests are sent to it after failures. */
  @Column({ name: 'open_until', type: 'timestamptz', precision: 3, nullable: true })
  openUntil: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
