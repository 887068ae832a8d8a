import { Module } from '@nestjs/common';
import { FindOrders } from './find-orders.service';
import { OrdersController } from './orders.controller';
import { PlaceOrder } from './place-order.service';
import { ShipOrder } from './ship-order.service';
import { WhoamiController } from './whoami.controller';

/** The orders. */
@Module({
  controllers: [OrdersController, WhoamiController],
  providers: [FindOrders, PlaceOrder, ShipOrder],
})
export class OrdersModule {}
