import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { ListKeysCommand } from './list-keys.command';
import { RotateKeyCommand } from './rotate-key.command';
import { RotateMasterKeyCommand } from './rotate-master-key.command';

/** `portero keys` */
@SubCommand({
  name: 'keys',
  description: 'The keys that sign tokens, and the one that seals them. None is ever printed.',
  subCommands: [ListKeysCommand, RotateKeyCommand, RotateMasterKeyCommand],
})
export class KeysCommand extends CommandGroup {}
