import { Injectable } from '@nestjs/common';
import { Device, type User } from '@portero/database';
import type { EntityManager } from 'typeorm';

/** Which user a device belongs to, for whoever sends notifications. `BeginSession` assigns devices. */
@Injectable()
export class Devices {
  /** Takes every device off a user: nobody is to be notified of it until somebody logs in again. */
  async releaseWithin(manager: EntityManager, user: Pick<User, 'id'>): Promise<void> {
    await manager.delete(Device, { userId: user.id });
  }
}
