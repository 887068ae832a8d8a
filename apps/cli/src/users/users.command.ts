import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { DisableUserCommand } from './disable-user.command';
import { EnableUserCommand } from './enable-user.command';
import { EndSessionsCommand } from './end-sessions.command';
import { CensusOfUsersCommand } from './census/census-of-users.command';
import { ExportUsersCommand } from './export/export-users.command';
import { ImportUsersCommand } from './import/import-users.command';
import { ProgressOfUsersCommand } from './progress-of-users.command';
import { ShowUserCommand } from './show-user.command';
import { WrapHashesCommand } from './wrap-hashes.command';

/** `portero users` */
@SubCommand({
  name: 'users',
  description: 'Users of all owners.',
  subCommands: [
    ...[ShowUserCommand, DisableUserCommand, EnableUserCommand, EndSessionsCommand],
    ...[CensusOfUsersCommand, ImportUsersCommand, ProgressOfUsersCommand, ExportUsersCommand],
    WrapHashesCommand,
  ],
})
export class UsersCommand extends CommandGroup {}
