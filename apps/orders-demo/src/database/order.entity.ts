import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The states of an order. A shipped order never changes back. */
export const ORDER_STATUSES = ['NEW', 'SHIPPED'] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** An order. Users are stored only by the ids in their tokens, because Portero has their data. */
@Entity('orders')
@Index('ix_orders_owner_placed_at', ['owner', 'placedAt'])
@Check('ck_orders_product', `length("product") > 0`)
@Check('ck_orders_quantity', `"quantity" BETWEEN 1 AND 99`)
@Check(
  'ck_orders_status',
  `CASE "status" WHEN 'NEW' THEN num_nonnulls("shipped_at", "shipped_by") = 0 WHEN 'SHIPPED' THEN num_nonnulls("shipped_at", "shipped_by") = 2 ELSE false END`,
)
export class Order {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_orders' })
  id: string;

  /** The tenant. Every query must have the owner in its condition. */
  @Column({ type: 'uuid' })
  owner: string;

  @Column({ type: 'uuid' })
  buyer: string;

  @Column({ type: 'varchar', length: 80 })
  product: string;

  @Column({ type: 'smallint' })
  quantity: number;

  @Column({ type: 'varchar', length: 10 })
  status: OrderStatus;

  @Column({ name: 'placed_at', type: 'timestamptz', precision: 3 })
  placedAt: Date;

  @Column({ name: 'shipped_at', type: 'timestamptz', precision: 3, nullable: true })
  shippedAt: Date | null;

  @Column({ name: 'shipped_by', type: 'uuid', nullable: true })
  shippedBy: string | null;
}
