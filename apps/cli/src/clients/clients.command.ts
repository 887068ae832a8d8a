import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { CreateClientCommand } from './create-client.command';
import { DeleteClientCommand } from './delete-client.command';
import { ListClientsCommand } from './list-clients.command';
import { RotateClientSecretCommand } from './rotate-client-secret.command';

/** `portero clients` */
@SubCommand({
  name: 'clients',
  description: 'Clients of an owner: back ends with credentials that open only a part.',
  subCommands: [CreateClientCommand, ListClientsCommand, RotateClientSecretCommand, DeleteClientCommand],
})
export class ClientsCommand extends CommandGroup {}
