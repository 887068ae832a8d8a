import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Owner } from './owner.entity';
import { StoredSecret } from './stored-secret';

/** One secret of an owner. */
@Entity('owner_secrets')
@Index('ix_owner_secrets_owner_id', ['ownerId'])
@Index('ix_owner_secrets_expires_at', ['expiresAt'], { where: 'expires_at IS NOT NULL' })
export class OwnerSecret extends StoredSecret {
  @PrimaryGeneratedColumn({ type: 'int', primaryKeyConstraintName: 'pk_owner_secrets' })
  id: number;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_owner_secrets_owner' })
  owner?: Owner;
}
