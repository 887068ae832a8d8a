import { Injectable } from '@nestjs/common';
import { Role } from '@portero/database';
import { DataSource } from 'typeorm';
import { invalidField } from '../identity.errors';

/** The role of a user for whom none was given: USER. */
export const DEFAULT_ROLE_ID = 1;

/** The roles, which are the same for every owner. They are read once: only a migration changes them. */
@Injectable()
export class Roles {
  private reading: Promise<readonly Role[]> | null = null;
  private read: readonly Role[] | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** Every role, by id. */
  all(): Promise<readonly Role[]> {
    this.reading ??= this.readAll().catch((error: unknown) => {
      this.reading = null;
      throw error;
    });
    return this.reading;
  }

  /** Like {@link all}; `null` until they were read. */
  known(): readonly Role[] | null {
    return this.read;
  }

  /** The role with an id. Throws `validation_failed` on the field `role` when there is none or it is not in use. */
  async byId(id: number): Promise<Role> {
    const roles = await this.all();
    const role = roles.find((candidate) => candidate.id === id && candidate.enable);
    if (role) return role;
    throw invalidField('role', 'unknown_role', `role must be one of ${roles.map((each) => each.id).join(', ')}`);
  }

  private async readAll(): Promise<readonly Role[]> {
    this.read = await this.dataSource.getRepository(Role).find({ order: { id: 'ASC' } });
    return this.read;
  }
}
