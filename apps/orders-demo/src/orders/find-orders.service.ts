import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DemoError } from '../errors/demo.error';
import type { Caller } from './caller';
import { Order } from '../database/order.entity';
import { visibleOrders } from './visible-orders';

/** The newest ones; older ones are found by their id. */
const MOST = 100;

/** Finds the orders of a caller. */
@Injectable()
export class FindOrders {
  constructor(private readonly dataSource: DataSource) {}

  async newest(caller: Caller): Promise<readonly Order[]> {
    const where = visibleOrders(caller);
    // TypeORM treats an empty list of conditions as no condition.
    if (where.length === 0) return [];
    return this.dataSource.getRepository(Order).find({ where, order: { placedAt: 'DESC', id: 'ASC' }, take: MOST });
  }

  /** Throws `order_not_found`, also for an order that the caller may not see. */
  async byId(caller: Caller, id: string): Promise<Order> {
    const where = visibleOrders(caller).map((each) => ({ ...each, id }));
    const found = where.length === 0 ? null : await this.dataSource.getRepository(Order).findOne({ where });
    if (found === null) throw new DemoError('order_not_found');
    return found;
  }
}
