import { FindClients } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { moment, table } from '../terminal/text';
import { ClientCommand, type ClientOptions, viewClient } from './client-command';

/** `portero clients list` */
@SubCommand({ name: 'list', description: 'List the clients of an owner, the oldest first.' })
export class ListClientsCommand extends ClientCommand {
  protected override async execute(_words: readonly string[], options: ClientOptions): Promise<Report> {
    const found = await this.onOwner(options, (get, owner) => get(FindClients).of(owner));
    const clients = found.map(viewClient);
    const rows = clients.map(({ clientId, createdAt, scopes, name }) => [
      ...[clientId, moment(createdAt), scopes.join(' '), name],
    ]);
    const heading = ['client id', 'created', 'scopes', 'name'];
    return { data: { clients }, lines: rows.length === 0 ? ['The owner has no clients.'] : table(heading, rows) };
  }
}
