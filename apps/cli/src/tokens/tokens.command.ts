import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { ImportBlacklistCommand } from './import-blacklist.command';

/** `portero tokens` */
@SubCommand({
  name: 'tokens',
  description: 'Tokens of the back end that is being replaced.',
  subCommands: [ImportBlacklistCommand],
})
export class TokensCommand extends CommandGroup {}
