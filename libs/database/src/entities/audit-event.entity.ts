import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * One thing that happened to an account and that its owner may have to account for. Append-only: triggers refuse every
 * change, and every deletion but that of the retention sweep. It has no foreign keys, because it outlives what it is about.
 */
@Entity('audit_events')
@Index('ix_audit_events_owner', ['ownerId', 'id'])
@Index('ix_audit_events_user', ['ownerId', 'userId', 'event', 'id'])
@Index('ix_audit_events_at', ['at'])
export class AuditEvent {
  /** A `bigint`, which JavaScript gets as text. */
  @PrimaryGeneratedColumn({ type: 'bigint', primaryKeyConstraintName: 'pk_audit_events' })
  id: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  /** `null` when it is about the owner itself, or about nobody. */
  @Column({ name: 'user_id', type: 'int', nullable: true })
  userId: number | null;

  /** What happened, such as `login`. */
  @Column({ type: 'varchar', length: 40 })
  event: string;

  /** How it ended, such as `ok` or `failed`. */
  @Column({ type: 'varchar', length: 20 })
  outcome: string;

  /** `owner` with its credential, `operator` by a command, `client` for everybody else. */
  @Column({ type: 'varchar', length: 20 })
  actor: string;

  /** Where the request came from, in its one normal spelling. */
  @Column({ type: 'inet', nullable: true })
  address: string | null;

  /** What kind of it, such as the purpose of a code. Never a secret, and never what a client wrote. */
  @Column({ type: 'varchar', length: 60, nullable: true })
  detail: string | null;

  /** Keyed hash of the e-mail or username that was given, when nobody has it. */
  @Column({ name: 'account_hash', type: 'bytea', nullable: true })
  accountHash: Buffer | null;

  /** The request, as logs name it: a uuid, unless a trusted proxy has named it. */
  @Column({ name: 'request_id', type: 'varchar', length: 128, nullable: true })
  requestId: string | null;
}
