import { ManageWebhooks } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { OwnedCommand, type OwnedOptions } from '../owners/owned-command';
import { readWebhookId, viewWebhook, WEBHOOK_ARGUMENT } from './webhook-command';

/** `portero webhooks delete` */
@SubCommand({ name: 'delete', ...WEBHOOK_ARGUMENT, description: 'Delete a webhook, and what waits for it.' })
export class DeleteWebhookCommand extends OwnedCommand {
  protected override async execute([named = '']: readonly string[], options: OwnedOptions): Promise<Report> {
    const id = readWebhookId(named);
    const webhook = viewWebhook(await this.onOwner(options, (get, owner) => get(ManageWebhooks).delete(owner, id)));
    return { data: { webhook }, lines: [`The webhook to ${webhook.url} is deleted.`] };
  }
}
