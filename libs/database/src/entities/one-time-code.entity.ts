import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Owner } from './owner.entity';
import { User } from './user.entity';

/**
 * The one live code of an account for a purpose, as HMAC-SHA-256 under a key that is not in the database.
 * `userId` is `null` when the account is the owner itself.
 */
@Entity('one_time_codes')
@Index('ix_one_time_codes_expires_at', ['expiresAt'])
@Index('uq_one_time_codes_user_purpose', ['userId', 'purpose'], { unique: true, where: 'user_id IS NOT NULL' })
@Index('uq_one_time_codes_owner_purpose', ['ownerId', 'purpose'], { unique: true, where: 'user_id IS NULL' })
export class OneTimeCode {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_one_time_codes' })
  id: string;

  @Column({ type: 'varchar', length: 40 })
  purpose: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_one_time_codes_owner' })
  owner?: Owner;

  @Column({ name: 'user_id', type: 'int', nullable: true })
  userId: number | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_one_time_codes_user' })
  user?: User;

  @Column({ type: 'bytea' })
  hmac: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  /** Comparisons begun with this code, counted before each one is made. */
  @Column({ type: 'smallint', default: 0 })
  tries: number;
}
