import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DemoError } from '../errors/demo.error';
import type { Caller } from './caller';
import { Order } from '../database/order.entity';

/** Ships an order, once. */
@Injectable()
export class ShipOrder {
  constructor(private readonly dataSource: DataSource) {}

  /** If several sellers ship it at once, one wins; the others get `order_already_shipped`. Also throws `order_not_found`. */
  async ship({ id: seller, owner }: Caller, id: string): Promise<Order> {
    return this.dataSource.transaction('READ COMMITTED', async (manager) => {
      const order = await manager.findOne(Order, { where: { id, owner }, lock: { mode: 'pessimistic_write' } });
      if (order === null) throw new DemoError('order_not_found');
      if (order.status === 'SHIPPED') throw new DemoError('order_already_shipped');
      const shipping = { status: 'SHIPPED', shippedAt: new Date(), shippedBy: seller } as const;
      await manager.update(Order, { id, owner }, shipping);
      return Object.assign(order, shipping);
    });
  }
}
