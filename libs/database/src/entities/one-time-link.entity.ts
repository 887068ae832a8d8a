import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Owner } from './owner.entity';
import { User } from './user.entity';

/** The one live mailed link of a user for a purpose, as SHA-256 of its token, which has 256 random bits. */
@Entity('one_time_links')
@Index('ix_one_time_links_expires_at', ['expiresAt'])
@Index('uq_one_time_links_hash', ['hash'], { unique: true })
@Index('uq_one_time_links_user_purpose', ['userId', 'purpose'], { unique: true })
export class OneTimeLink {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_one_time_links' })
  id: string;

  @Column({ type: 'varchar', length: 40 })
  purpose: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_one_time_links_owner' })
  owner?: Owner;

  @Column({ name: 'user_id', type: 'int' })
  userId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_one_time_links_user' })
  user?: User;

  @Column({ type: 'bytea' })
  hash: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;
}
