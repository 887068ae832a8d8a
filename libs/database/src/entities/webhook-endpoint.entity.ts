import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Owner } from './owner.entity';

/** An endpoint to which an owner's audit events are sent. */
@Entity('webhook_endpoints')
@Index('ix_webhook_endpoints_owner_id', ['ownerId'])
export class WebhookEndpoint {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_webhook_endpoints' })
  id: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_webhook_endpoints_owner' })
  owner?: Owner;

  @Column({ type: 'varchar', length: 2000 })
  url: string;

  /** Names of audit events; empty for all of them. */
  @Column({ type: 'varchar', length: 40, array: true })
  events: string[];

  /** The secrets that sign, sealed under the master key. */
  @Column({ type: 'bytea' })
  sealed: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
