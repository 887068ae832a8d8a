import type { Order } from '../database/order.entity';
import type { OrderView } from './orders.dto';

/** Built key by key, so that a new column is not published by mistake. */
export function presentOrder(order: Order): OrderView {
  return {
    id: order.id,
    product: order.product,
    quantity: order.quantity,
    status: order.status,
    buyer: order.buyer,
    placedAt: order.placedAt.toISOString(),
    shippedAt: order.shippedAt?.toISOString() ?? null,
    shippedBy: order.shippedBy,
  };
}
