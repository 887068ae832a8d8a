import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { WriteBacks } from '../legacy/write-back/write-backs.service';
import { SecurityNotices } from '../notices/security-notices.service';
import type { TokenSubject } from '../tokens/token-profile';

/** Queues the messages about a new password: the mail to its user, and the password for the old back end. */
@Injectable()
export class AnnouncePassword {
  constructor(
    private readonly notices: SecurityNotices,
    private readonly writeBacks: WriteBacks,
  ) {}

  /** To be called in the transaction that changes the password and holds the user locked. */
  async within(manager: EntityManager, user: TokenSubject, password: string): Promise<void> {
    await this.writeBacks.enqueueWithin(manager, user, password);
    await this.notices.passwordChanged(manager, user);
  }
}
