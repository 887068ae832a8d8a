import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { EndSessionsOfAllCommand } from './end-sessions-of-all.command';

/** `portero sessions` */
@SubCommand({
  name: 'sessions',
  description: 'The sessions of many users, as after a restore.',
  subCommands: [EndSessionsOfAllCommand],
})
export class SessionsCommand extends CommandGroup {}
