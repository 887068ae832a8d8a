import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Owner } from './owner.entity';
import { User } from './user.entity';

/** An account at another provider that a user may log in with. At one owner it belongs to one user. */
@Entity('external_identities')
@Index('uq_external_identities_owner_subject', ['ownerId', 'provider', 'subject'], { unique: true })
@Index('ix_external_identities_user_id', ['userId'])
export class ExternalAccount {
  @PrimaryGeneratedColumn({ type: 'int', primaryKeyConstraintName: 'pk_external_identities' })
  id: number;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_external_identities_owner' })
  owner?: Owner;

  @Column({ name: 'user_id', type: 'int' })
  userId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_external_identities_user' })
  user?: User;

  /** Lower-case name of the provider. */
  @Column({ type: 'varchar', length: 40 })
  provider: string;

  /** The provider's id of the account, which never changes. */
  @Column({ type: 'varchar', length: 100 })
  subject: string;

  @Column({ name: 'linked_at', type: 'timestamptz', precision: 3 })
  linkedAt: Date;
}
