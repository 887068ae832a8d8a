import type { FindOptionsWhere } from 'typeorm';
import type { Caller } from './caller';
import type { Order } from '../database/order.entity';

/**
 * The orders that a caller may see, within its owner: an ADMIN sees all, a SELLER the open ones and those it has
 * shipped, a BUYER its own. Other roles see none.
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
