import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Owner } from './owner.entity';
import { User } from './user.entity';

/**
 * An installed app that can be notified. `token` is the push service's id. At one owner it belongs to one user at a
 * time: the one who logged in on it last.
 */
@Entity('devices')
@Index('uq_devices_owner_token', ['ownerId', 'token'], { unique: true })
@Index('ix_devices_user_id', ['userId'])
export class Device {
  @PrimaryGeneratedColumn({ type: 'int', primaryKeyConstraintName: 'pk_devices' })
  id: number;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_devices_owner' })
  owner?: Owner;

  @Column({ name: 'user_id', type: 'int' })
  userId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_devices_user' })
  user?: User;

  @Column({ type: 'varchar', length: 1024 })
  token: string;

  @Column({ name: 'registered_at', type: 'timestamptz', precision: 3 })
  registeredAt: Date;
}
