import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { RemoveLegacyCommand } from './remove-legacy.command';
import { SetLegacyCommand } from './set-legacy.command';
import { ShowLegacyCommand } from './show-legacy.command';

/** `portero legacy` */
@SubCommand({
  name: 'legacy',
  description: 'The back end that is being replaced: who is not here yet is asked of it at log-in.',
  subCommands: [SetLegacyCommand, ShowLegacyCommand, RemoveLegacyCommand],
})
export class LegacyCommands extends CommandGroup {}
