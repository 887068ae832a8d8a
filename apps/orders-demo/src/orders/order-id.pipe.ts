import { Injectable, type PipeTransform } from '@nestjs/common';
import { DemoError } from '../errors/demo.error';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** Nothing else than a uuid can be the id of an order. */
@Injectable()
export class OrderIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!UUID.test(value)) throw new DemoError('order_not_found');
    return value.toLowerCase();
  }
}
