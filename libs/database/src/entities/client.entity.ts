import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Owner } from './owner.entity';

/** A back end of an owner, with its own credential that is limited to its scopes. `id` is its `client_id`. */
@Entity('clients')
@Index('ix_clients_owner_id', ['ownerId'])
export class Client {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_clients' })
  id: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_clients_owner' })
  owner?: Owner;

  /** The name that the owner gave it. */
  @Column({ type: 'varchar', length: 100 })
  name: string;

  /** Names of scopes; at least one. */
  @Column({ type: 'varchar', length: 40, array: true })
  scopes: string[];

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
