import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { IdentityError, type ListedUser, ReadUsers, type TokenHolder } from '@portero/identity';
import { SETTINGS } from '../../settings.token';
import { PageCursors, type PageRequest } from '@auth/http/paging/page-cursor.service';
import { BOOKKER_SETTINGS } from './bookker.settings';

const PATH = '/api/v1/users';

/** A page of users, and the `Link` to the next one. */
export interface DirectoryPage {
  readonly users: readonly ListedUser[];
  readonly link: string | null;
}

/** The users of an owner, for users with a role that may list them. */
@Injectable()
export class BookkerDirectory {
  private readonly adminRoles: readonly number[];

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly users: ReadUsers,
    private readonly cursors: PageCursors,
  ) {
    this.adminRoles = settings.of(BOOKKER_SETTINGS).BOOKKER_ADMIN_ROLES;
  }

  /** Throws `forbidden`, or `validation_failed` on the field `cursor`. */
  async page({ roleId, owner }: TokenHolder, request: PageRequest): Promise<DirectoryPage> {
    if (!this.adminRoles.includes(roleId)) throw new IdentityError('forbidden');
    const { limit, id } = this.cursors.users.read(request, owner);
    const { users, nextAfterId } = await this.users.page(owner, Number(id), limit);
    return {
      users,
      link: nextAfterId === null ? null : this.cursors.users.linkToNext(PATH, owner, limit, nextAfterId),
    };
  }
}
