import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import type { Client, Owner } from '@portero/database';
import { IdentityError, KnownOwners, type UserName } from '@portero/identity';
import { SETTINGS } from '../../settings.token';

/** The data that a request may use: what it names, limited to the owner whose credential it has. */
@Injectable()
export class Auth100Scope {
  private readonly revealsCodes: boolean;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly owners: KnownOwners,
  ) {
    this.revealsCodes = settings.mode === 'documented';
  }

  /** The owner that a request names. For a caller, other owners do not exist: `owner_not_found`. */
  async owner(uuid: string, caller: Owner | null): Promise<Owner> {
    this.assertOwn(uuid, caller);
    const owner = caller ?? (await this.owners.byUuid(uuid))?.owner;
    if (!owner) throw new IdentityError('owner_not_found');
    return owner;
  }

  /** Throws `owner_not_found` when a caller names another owner than itself. */
  assertOwn(uuid: string, caller: Owner | null): void {
    if (caller !== null && caller.uuid !== uuid) throw new IdentityError('owner_not_found');
  }

  /** A user that a request names only by uuid. Only the caller's users are searched. */
  user(uuid: string, caller: Owner | null): UserName {
    return caller === null ? { uuid } : { uuid, ownerId: caller.id };
  }

  /** A code, if the caller may see it. In hardened mode only the owner itself may, and none of its clients. */
  reveal(code: string | null, caller: Owner | null, client: Client | null = null): string | null {
    return this.revealsCodes || (caller !== null && client === null) ? code : null;
  }
}
