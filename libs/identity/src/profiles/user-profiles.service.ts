import { Injectable } from '@nestjs/common';
import { type User, UserProfile } from '@portero/database';
import { DataSource, type EntityManager } from 'typeorm';
import { Locations } from './locations.service';

/** What a user tells of itself besides its name. `null` means that it was left open. */
export interface UserDetails {
  readonly locationId: number | null;
  /** Degrees east, WGS 84, from -180 to 180. */
  readonly longitude: number | null;
  /** Degrees north, WGS 84, from -90 to 90. */
  readonly latitude: number | null;
  /** At most 500 characters. */
  readonly avatar: string | null;
}

/** Keeps what users tell of themselves, beside the table that log-ins read. */
@Injectable()
export class UserProfiles {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locations: Locations,
  ) {}

  /** Throws `validation_failed` on the field `locationId` for one that does not exist. */
  async assertAcceptable({ locationId }: UserDetails): Promise<void> {
    if (locationId !== null) await this.locations.assertExists(locationId);
  }

  /** Writes a new user's details in the caller's transaction. They must have been found acceptable. */
  async addWithin(manager: EntityManager, user: Pick<User, 'id'>, details: UserDetails): Promise<void> {
    const { locationId, longitude, latitude, avatar } = details;
    await manager.insert(UserProfile, { userId: user.id, locationId, longitude, latitude, avatar });
  }

  /** What a user told; nothing at all for one that was never asked. */
  async of(user: Pick<User, 'id'>): Promise<UserDetails> {
    const found = await this.dataSource.getRepository(UserProfile).findOneBy({ userId: user.id });
    return found ?? { locationId: null, longitude: null, latitude: null, avatar: null };
  }
}
