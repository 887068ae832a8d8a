import { Injectable } from '@nestjs/common';
import { RequestPasswordLink } from '@portero/identity';
import type { FastifyRequest } from 'fastify';
import { BoundOwner } from '@auth/http/owners/bound-owner.service';
import { ShoopLinks } from './mailed-links.service';
import { SHOOP } from '../shoop.profile';

/** "Forgot Password": the mail with the profile detail and the link. */
@Injectable()
export class ShoopRecovery {
  constructor(
    private readonly links: ShoopLinks,
    private readonly owners: BoundOwner,
    private readonly passwords: RequestPasswordLink,
  ) {}

  async begin(email: string, request: FastifyRequest): Promise<void> {
    const ownerUuid = await this.owners.uuidFor(SHOOP, request);
    await this.passwords.request({ ownerUuid, email }, this.links.password(request));
  }
}
