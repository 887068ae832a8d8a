import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { Caller } from './caller';
import { Order } from '../database/order.entity';

/** A requested order. */
export interface Wish {
  readonly product: string;
  readonly quantity: number;
}

/** Places an order. It always belongs to the caller and the caller's owner. */
@Injectable()
export class PlaceOrder {
  constructor(private readonly dataSource: DataSource) {}

  async place({ id: buyer, owner }: Caller, { product, quantity }: Wish): Promise<Order> {
    const order: Order = {
      id: randomUUID(),
      owner,
      buyer,
      product,
      quantity,
      status: 'NEW',
      placedAt: new Date(),
      shippedAt: null,
      shippedBy: null,
    };
    await this.dataSource.getRepository(Order).insert(order);
    return order;
  }
}
