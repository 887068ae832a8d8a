import { Injectable } from '@nestjs/common';

/** Whether the store of the limits answers. One in memory always does. */
@Injectable()
export class LimitStoreState {
  isUp = true;
}
