import type { INestApplicationContext } from '@nestjs/common';
import { ManageUser, type TokenSubject } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { USER_ARGUMENT, UserCommand } from './user-command';
import { viewUser } from './user-view';

/** `portero users disable` */
@SubCommand({ name: 'disable', ...USER_ARGUMENT, description: 'Keep a user out, and end its sessions.' })
export class DisableUserCommand extends UserCommand {
  protected override readonly notes = [
    'Refreshing ends at once, whatever checks access tokens follows within 2 seconds. The account keeps',
    'everything that belongs to it: `portero users enable` lets it in again.',
  ];

  protected override async about({ id, ownerId }: TokenSubject, core: INestApplicationContext): Promise<Report> {
    const user = viewUser(await core.get(ManageUser).update({ id, ownerId }, { active: false }));
    return { data: { user }, lines: [`User ${id} is disabled, and its sessions are ended.`] };
  }
}
