import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A queued mail. The row is deleted after the mail was sent. The content has codes and addresses, so it is sealed under
 * the master key.
 */
@Entity('outgoing_mails')
@Index('ix_outgoing_mails_next_attempt_at', ['nextAttemptAt'])
export class OutgoingMail {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_outgoing_mails' })
  id: string;

  @Column({ type: 'bytea' })
  sealed: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'int', default: 0 })
  attempts: number;

  /** When a sender may claim it next. A claim moves this forward, so that a crashed sender loses nothing. */
  @Column({ name: 'next_attempt_at', type: 'timestamptz', precision: 3 })
  nextAttemptAt: Date;
}
