import { Injectable } from '@nestjs/common';
import { type User, UserProfile } from '@portero/database';
import { DataSource, type EntityManager } from 'typeorm';
import { Locations } from './locations.service';

/** The profile of a user. `null` means not given. */
export interface UserDetails {
  readonly locationId: number | null;
  /** Degrees east, WGS 84, from -180 to 180. */
  readonly longitude: number | null;
  /** Degrees north, WGS 84, from -90 to 90. */
  readonly latitude: number | null;
  /** At most 500 characters. */
  readonly avatar: string | null;
}

/** Stores the profiles of users, in a separate table from the one that log-ins read. */
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

  /** Writes a new user's profile in the caller's transaction. It must have been checked before. */
  async addWithin(manager: EntityManager, user: Pick<User, 'id'>, details: UserDetails): Promise<void> {
    const { locationId, longitude, latitude, avatar } = details;
    await manager.insert(UserProfile, { userId: user.id, locationId, longitude, latitude, avatar });
  }

  /** The profile of a user; all `null` for a user without one. */
  async of(user: Pick<User, 'id'>): Promise<UserDetails> {
    const found = await this.dataSource.getRepository(UserProfile).findOneBy({ userId: user.id });
    return found ?? { locationId: null, longitude: null, latitude: null, avatar: null };
  }
}
