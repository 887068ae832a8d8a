import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { DisableUserCommand } from './disable-user.command';
import { EnableUserCommand } from './enable-user.command';
import { EndSessionsCommand } from './end-sessions.command';
import { ImportUsersCommand } from './import/import-users.command';
import { ShowUserCommand } from './show-user.command';

/** `portero users` */
@SubCommand({
  name: 'users',
  description: 'Users of all owners.',
  subCommands: [ShowUserCommand, DisableUserCommand, EnableUserCommand, EndSessionsCommand, ImportUsersCommand],
})
export class UsersCommand extends CommandGroup {}
