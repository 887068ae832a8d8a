import { Injectable } from '@nestjs/common';
import { Device, type User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock';

/** Which user a device belongs to, for whoever sends notifications. */
@Injectable()
export class Devices {
  constructor(private readonly clock: Clock) {}

  /**
   * Gives a device to a user, in the caller's transaction; the owner's other users lose it.
   * @param token what the push service calls the device, at most 1024 characters
   */
  async assignWithin(manager: EntityManager, user: Pick<User, 'id' | 'ownerId'>, token: string): Promise<void> {
    const row = { ownerId: user.ownerId, userId: user.id, token, registeredAt: this.clock.now() };
    await manager.upsert(Device, row, ['ownerId', 'token']);
  }

  /** Takes every device off a user: nobody is to be notified of it until somebody logs in again. */
  async releaseWithin(manager: EntityManager, user: Pick<User, 'id'>): Promise<void> {
    await manager.delete(Device, { userId: user.id });
  }
}
