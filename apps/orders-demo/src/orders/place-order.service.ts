import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { Caller } from './caller';
import { Order } from '../database/order.entity';

/** What is wanted. */
export interface Wish {
  readonly product: string;
  readonly quantity: number;
}

/** Takes an order. It belongs to the caller and to the caller's owner, whatever the request says. */
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
