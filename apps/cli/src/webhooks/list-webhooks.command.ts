import { FindWebhooks } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { OwnedCommand, type OwnedOptions } from '../owners/owned-command';
import { moment, table } from '../terminal/text';
import { viewWebhook } from './webhook-command';

/** `portero webhooks list` */
@SubCommand({ name: 'list', description: 'List the webhooks of an owner, the oldest first.' })
export class ListWebhooksCommand extends OwnedCommand {
  protected override async execute(_words: readonly string[], options: OwnedOptions): Promise<Report> {
    const found = await this.onOwner(options, (get, owner) => get(FindWebhooks).of(owner));
    const webhooks = found.map(viewWebhook);
    const rows = webhooks.map(({ webhookId, createdAt, url, events }) => [
      ...[webhookId, moment(createdAt), url, events.length === 0 ? 'all' : events.join(' ')],
    ]);
    const heading = ['webhook id', 'created', 'url', 'events'];
    return { data: { webhooks }, lines: rows.length === 0 ? ['The owner has no webhooks.'] : table(heading, rows) };
  }
}
