import { Injectable } from '@nestjs/common';
import { Device, type User } from '@portero/database';
import type { EntityManager } from 'typeorm';

/** The user that each device belongs to, for sending notifications. `BeginSession` assigns devices. */
@Injectable()
export class Devices {
  /** Removes every device of a user: none receives notifications until the next log-in on it. */
  async releaseWithin(manager: EntityManager, user: Pick<User, 'id'>): Promise<void> {
    await manager.delete(Device, { userId: user.id });
  }
}
