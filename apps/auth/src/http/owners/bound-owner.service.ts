import { Inject, Injectable } from '@nestjs/common';
import { ownerOfHost, type Settings } from '@portero/config';
import type { Owner } from '@portero/database';
import { DefaultOwner, IdentityError, KnownOwners } from '@portero/identity';
import type { FastifyRequest } from 'fastify';
import { SETTINGS } from '../../settings.token';

/** Finds the owner of a request of a dialect that names none, by `<DIALECT>_OWNER` and the host. */
@Injectable()
export class BoundOwner {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly owners: KnownOwners,
    private readonly defaultOwner: DefaultOwner,
  ) {}

  /** The uuid of the owner; the default owner's without a binding. */
  async uuidFor(dialect: string, request: Pick<FastifyRequest, 'headers'>): Promise<string> {
    const binding = this.settings.ownerBinding(dialect);
    return binding ? ownerOfHost(binding, request.headers.host) : (await this.defaultOwner.ensure()).uuid;
  }

  /** The owner. Throws `owner_not_found` when the setting names one that does not exist. */
  async for(dialect: string, request: Pick<FastifyRequest, 'headers'>): Promise<Owner> {
    const known = await this.owners.byUuid(await this.uuidFor(dialect, request));
    if (known === null) throw new IdentityError('owner_not_found');
    return known.owner;
  }
}
