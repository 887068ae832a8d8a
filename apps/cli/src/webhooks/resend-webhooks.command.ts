import { FindWebhooks } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { OwnedCommand, type OwnedOptions } from '../owners/owned-command';
import { readWebhookId, WEBHOOK_ARGUMENT } from './webhook-command';

interface Options extends OwnedOptions {
  readonly delivery?: string;
}

/** `portero webhooks resend` */
@SubCommand({
  name: 'resend',
  ...WEBHOOK_ARGUMENT,
  description: 'Have the service send again what was given up in the last seven days, or one failed delivery.',
})
export class ResendWebhooksCommand extends OwnedCommand<Options> {
  protected override async execute([named = '']: readonly string[], options: Options): Promise<Report> {
    const id = readWebhookId(named);
    const delivery = options.delivery === undefined ? null : readWebhookId(options.delivery);
    const resent = await this.onOwner(options, (get, owner) => get(FindWebhooks).resend(owner, id, delivery));
    return { data: { resent }, lines: [`${resent} to be sent again.`] };
  }

  @Option({ flags: '--delivery <delivery>', description: 'Only this one, by its id.' })
  readDelivery(text: string): string {
    return text;
  }
}
