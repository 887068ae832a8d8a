import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { LegacyWriteBack } from './legacy-write-back.entity';
import { User } from './user.entity';

/** A changed password that waits to be sent to an old back end, the newest of its user. It is deleted once it is sent. */
@Entity('legacy_password_changes')
@Index('uq_legacy_password_changes_user', ['writeBackId', 'userId'], { unique: true })
@Index('ix_legacy_password_changes_due', ['nextAttemptAt'])
export class LegacyPasswordChange {
  /** Part of what the password is sealed for. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_legacy_password_changes' })
  id: string;

  @Column({ name: 'write_back_id', type: 'uuid' })
  writeBackId: string;

  @ManyToOne(() => LegacyWriteBack, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'write_back_id', foreignKeyConstraintName: 'fk_legacy_password_changes_write_back' })
  writeBack?: LegacyWriteBack;

  @Column({ name: 'user_id', type: 'int' })
  userId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_legacy_password_changes_user' })
  user?: User;

  /** The password, sealed under the master key. */
  @Column({ type: 'bytea' })
  sealed: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'int', default: 0 })
  attempts: number;

  @Column({ name: 'next_attempt_at', type: 'timestamptz', precision: 3 })
  nextAttemptAt: Date;
}
