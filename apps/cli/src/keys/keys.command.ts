import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { ListKeysCommand } from './list-keys.command';
import { RotateKeyCommand } from './rotate-key.command';

/** `portero keys` */
@SubCommand({
  name: 'keys',
  description: 'The keys that sign tokens. None is ever printed.',
  subCommands: [ListKeysCommand, RotateKeyCommand],
})
export class KeysCommand extends CommandGroup {}
