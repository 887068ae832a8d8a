import { Injectable } from '@nestjs/common';
import { Location } from '@portero/database';
import { DataSource } from 'typeorm';
import { invalidField } from '../identity.errors';

/** The possible locations of users, the same for every owner. They are read once, because only a migration changes them. */
@Injectable()
export class Locations {
  private locations: Promise<readonly Location[]> | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** Every location, by id. */
  all(): Promise<readonly Location[]> {
    this.locations ??= this.dataSource
      .getRepository(Location)
      .find({ order: { id: 'ASC' } })
      .catch((error: unknown) => {
        this.locations = null;
        throw error;
      });
    return this.locations;
  }

  /** Throws `validation_failed` on the field `locationId` when there is no location with that id. */
  async assertExists(id: number): Promise<void> {
    const locations = await this.all();
    if (locations.some((location) => location.id === id)) return;
    throw invalidField('locationId', 'unknown_location', 'locationId must be the id of a known location');
  }
}
