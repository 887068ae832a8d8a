import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { WebhookEndpoint } from './webhook-endpoint.entity';

/**
 * One audit event for one endpoint. A trigger of `audit_events` writes it, in the transaction that writes the event,
 * whichever statement does. It holds nothing but the id of the event, which never changes.
 */
@Entity('webhook_deliveries')
@Index('ix_webhook_deliveries_due', ['endpointId', 'nextAttemptAt'], { where: 'settled_at IS NULL' })
@Index('ix_webhook_deliveries_endpoint', ['endpointId', 'createdAt'])
@Index('ix_webhook_deliveries_settled_at', ['settledAt'], { where: 'settled_at IS NOT NULL' })
export class WebhookDelivery {
  /** The `webhook-id`: the same over all tries. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_webhook_deliveries' })
  id: string;

  @Column({ name: 'endpoint_id', type: 'uuid' })
  endpointId: string;

  @ManyToOne(() => WebhookEndpoint, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'endpoint_id', foreignKeyConstraintName: 'fk_webhook_deliveries_endpoint' })
  endpoint?: WebhookEndpoint;

  /** An audit event; a `bigint`, which JavaScript gets as text. */
  @Column({ name: 'event_id', type: 'bigint' })
  eventId: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** Tries so far, or since it was resent. */
  @Column({ type: 'int', default: 0 })
  attempts: number;

  /** When a sender may claim it next. A claim moves this forward, so that a crashed sender loses nothing. */
  @Column({ name: 'next_attempt_at', type: 'timestamptz', precision: 3 })
  nextAttemptAt: Date;

  /** When it was delivered or given up; `null` while it waits. */
  @Column({ name: 'settled_at', type: 'timestamptz', precision: 3, nullable: true })
  settledAt: Date | null;

  /** The reason why the last try failed, as a fixed word or a status; `null` if it did not fail. */
  @Column({ name: 'last_error', type: 'varchar', length: 60, nullable: true })
  lastError: string | null;
}
