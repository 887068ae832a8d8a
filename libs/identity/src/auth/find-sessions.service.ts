import { Injectable } from '@nestjs/common';
import { Session } from '@portero/database';
import { DataSource, IsNull, MoreThan } from 'typeorm';
import { Clock } from '../clock';

/** Finds sessions. */
@Injectable()
export class FindSessions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The sessions of a user that are open now, the newest first. */
  async openOf(userId: number): Promise<readonly Session[]> {
    const later = MoreThan(this.clock.now());
    return this.dataSource.getRepository(Session).find({
      where: { userId, endedAt: IsNull(), expiresAt: later, idleExpiresAt: later },
      order: { createdAt: 'DESC' },
    });
  }
}
