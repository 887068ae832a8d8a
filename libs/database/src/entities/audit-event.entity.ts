import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * An event of an account in the audit log. Append-only: triggers refuse every change, and every deletion except that of
 * the retention sweep. It has no foreign keys, because it outlives the rows that it concerns.
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

  /** `null` when it concerns the owner itself, or no account. */
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

  /** The address of the request, in its canonical form. */
  @Column({ type: 'inet', nullable: true })
  address: string | null;

  /** A detail, such as the purpose of a code. Never a secret, and never text from a client. */
  @Column({ type: 'varchar', length: 60, nullable: true })
  detail: string | null;

  /** Keyed hash of the given e-mail or username, if no account has it. */
  @Column({ name: 'account_hash', type: 'bytea', nullable: true })
  accountHash: Buffer | null;

  /** The request id as in the logs: a uuid, unless a trusted proxy has set another one. */
  @Column({ name: 'request_id', type: 'varchar', length: 128, nullable: true })
  requestId: string | null;
}
