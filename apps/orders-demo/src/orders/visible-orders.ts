import type { FindOptionsWhere } from 'typeorm';
import type { Caller } from './caller';
import type { Order } from '../database/order.entity';

/**
 * The orders that a caller may see, all of them within its owner: an ADMIN every one, a SELLER what waits and what it has
 * shipped itself, a BUYER its own. Any other role sees none.
 */
export function visibleOrders({ id, owner, roles }: Caller): FindOptionsWhere<Order>[] {
  if (roles.includes('ADMIN')) return [{ owner }];
  return [
    ...(roles.includes('SELLER')
      ? [
          { owner, status: 'NEW' as const },
          { owner, shippedBy: id },
        ]
      : []),
    ...(roles.includes('BUYER') ? [{ owner, buyer: id }] : []),
  ];
}
