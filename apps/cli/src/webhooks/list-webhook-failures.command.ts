import { FindWebhooks } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { OwnedCommand, type OwnedOptions } from '../owners/owned-command';
import { moment, table } from '../terminal/text';
import { readWebhookId, WEBHOOK_ARGUMENT } from './webhook-command';

/** `portero webhooks failures` */
@SubCommand({
  name: 'failures',
  ...WEBHOOK_ARGUMENT,
  description: 'List the newest hundred deliveries whose last try failed.',
})
export class ListWebhookFailuresCommand extends OwnedCommand {
  protected override async execute([named = '']: readonly string[], options: OwnedOptions): Promise<Report> {
    const id = readWebhookId(named);
    const failures = await this.onOwner(options, (get, owner) => get(FindWebhooks).failures(owner, id));
    const rows = failures.map(({ id: delivery, event, createdAt, attempts, error, givenUpAt }) => [
      ...[delivery, event ?? '-', moment(createdAt), String(attempts), error],
      givenUpAt === null ? 'tried again' : 'given up',
    ]);
    const heading = ['delivery', 'event', 'since', 'tries', 'error', 'state'];
    return { data: { failures }, lines: rows.length === 0 ? ['Nothing failed.'] : table(heading, rows) };
  }
}
