import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { EndSessionsOfAllCommand } from './end-sessions-of-all.command';
import { ImportSessionsCommand } from './import-sessions.command';

/** `portero sessions` */
@SubCommand({
  name: 'sessions',
  description: 'The sessions of many users, as after a restore or from a back end that is being replaced.',
  subCommands: [EndSessionsOfAllCommand, ImportSessionsCommand],
})
export class SessionsCommand extends CommandGroup {}
