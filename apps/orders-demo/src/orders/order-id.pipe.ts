import { Injectable, type PipeTransform } from '@nestjs/common';
import { DemoError } from '../errors/demo.error';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** The id of an order must be a uuid. */
@Injectable()
export class OrderIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!UUID.test(value)) throw new DemoError('order_not_found');
    return value.toLowerCase();
  }
}
