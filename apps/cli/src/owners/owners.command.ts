import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { CreateOwnerCommand } from './create-owner.command';
import { ListOwnersCommand } from './list-owners.command';
import { RotateOwnerSecretCommand } from './rotate-owner-secret.command';
import { SetNoticesCommand } from './set-notices.command';

/** `portero owners` */
@SubCommand({
  name: 'owners',
  description: 'Owners: whoever manages users of its own.',
  subCommands: [CreateOwnerCommand, ListOwnersCommand, RotateOwnerSecretCommand, SetNoticesCommand],
})
export class OwnersCommand extends CommandGroup {}
