import { ManageClients } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { ClientCommand, type ClientOptions, readClientId, viewClient } from './client-command';

/** `portero clients delete` */
@SubCommand({
  name: 'delete',
  arguments: '<client>',
  argsDescription: { client: 'its id, a uuid' },
  description: 'Delete a client: its secrets and the tokens that it got for itself end now.',
})
export class DeleteClientCommand extends ClientCommand {
  protected override async execute([named = '']: readonly string[], options: ClientOptions): Promise<Report> {
    const id = readClientId(named);
    const client = viewClient(await this.onOwner(options, (get, owner) => get(ManageClients).delete(owner, id)));
    return { data: { client }, lines: [`Client ${client.name} is deleted.`] };
  }
}
