import type { Order } from '../database/order.entity';
import type { OrderView } from './orders.dto';

/** Key by key: a column that is added later shows itself to nobody. */
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
