import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { Identity } from '@portero/token-guard';
import { CurrentIdentity, Roles } from '@portero/token-guard/nest';
import type { FastifyReply } from 'fastify';
import { callerOf } from './caller';
import { FindOrders } from './find-orders.service';
import { OrderIdPipe } from './order-id.pipe';
import { presentOrder } from './order.presenter';
import { type OrderView, PlaceOrderDto } from './orders.dto';
import { PlaceOrder } from './place-order.service';
import { ShipOrder } from './ship-order.service';

/** Orders. Every route is guarded; the decorators add the needed role. */
@Controller('orders')
@Roles('BUYER', 'SELLER', 'ADMIN')
export class OrdersController {
  constructor(
    private readonly found: FindOrders,
    private readonly placing: PlaceOrder,
    private readonly shipping: ShipOrder,
  ) {}

  @Get()
  async list(@CurrentIdentity() identity: Identity): Promise<{ readonly orders: readonly OrderView[] }> {
    return { orders: (await this.found.newest(callerOf(identity))).map(presentOrder) };
  }

  @Get(':id')
  async show(@CurrentIdentity() identity: Identity, @Param('id', OrderIdPipe) id: string): Promise<OrderView> {
    return presentOrder(await this.found.byId(callerOf(identity), id));
  }

  @Post()
  @Roles('BUYER')
  async place(
    @CurrentIdentity() identity: Identity,
    @Body() wish: PlaceOrderDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderView> {
    const order = await this.placing.place(callerOf(identity), wish);
    void reply.header('location', `/orders/${order.id}`);
    return presentOrder(order);
  }

  @Post(':id/ship')
  @HttpCode(200)
  @Roles('SELLER')
  async ship(@CurrentIdentity() identity: Identity, @Param('id', OrderIdPipe) id: string): Promise<OrderView> {
    return presentOrder(await this.shipping.ship(callerOf(identity), id));
  }
}
