import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Owner } from './owner.entity';

/** One secret of an owner, hashed. During a rotation two are alive: the old one until `expiresAt`. */
@Entity('owner_secrets')
@Index('ix_owner_secrets_owner_id', ['ownerId'])
@Index('ix_owner_secrets_expires_at', ['expiresAt'], { where: 'expires_at IS NOT NULL' })
export class OwnerSecret {
  @PrimaryGeneratedColumn({ type: 'int', primaryKeyConstraintName: 'pk_owner_secrets' })
  id: number;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_owner_secrets_owner' })
  owner?: Owner;

  /** SHA-256 of the secret, which is 32 random bytes: nothing slower is needed. */
  @Column({ type: 'bytea' })
  hash: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** `null` while it is the current secret. */
  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt: Date | null;
}
