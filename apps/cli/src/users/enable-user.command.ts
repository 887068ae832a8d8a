import type { INestApplicationContext } from '@nestjs/common';
import { ManageUser, type TokenSubject } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { USER_ARGUMENT, UserCommand } from './user-command';
import { viewUser } from './user-view';

/** `portero users enable` */
@SubCommand({
  name: 'enable',
  ...USER_ARGUMENT,
  description: 'Let a user in again, or one that never verified its e-mail.',
})
export class EnableUserCommand extends UserCommand {
  protected override readonly notes = ['Sessions that ended stay ended: the user logs in again.'];

  protected override async about({ id, ownerId }: TokenSubject, core: INestApplicationContext): Promise<Report> {
    const user = viewUser(await core.get(ManageUser).update({ id, ownerId }, { active: true }));
    const unverified = user.verifiedAt === null ? ['Nobody has verified its e-mail.'] : [];
    return { data: { user }, lines: [`User ${id} is enabled.`, ...unverified] };
  }
}
