import { ManageWebhooks } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { OwnedCommand, type OwnedOptions } from '../owners/owned-command';
import { fields } from '../terminal/text';
import { viewWebhook } from './webhook-command';

interface Options extends OwnedOptions {
  readonly url: string;
  readonly event?: readonly string[];
}

/** `portero webhooks create` */
@SubCommand({ name: 'create', description: 'Have audit events of an owner posted to a URL. Prints the secret, once.' })
export class CreateWebhookCommand extends OwnedCommand<Options> {
  protected override readonly notes = [
    'The format is that of Standard Webhooks: the headers webhook-id, webhook-timestamp and webhook-signature',
    '(v1, HMAC-SHA-256), and a body with type, timestamp and data. The service sends it, not this command.',
    '',
    'Example:',
    '  portero webhooks create --owner shop@example.com --url https://hooks.example.com/portero --event login',
  ];

  protected override async execute(_words: readonly string[], options: Options): Promise<Report> {
    const { url, event = [] } = options;
    const { endpoint, secret } = await this.onOwner(options, (get, owner) =>
      get(ManageWebhooks).create(owner, url, event),
    );
    const view = viewWebhook(endpoint);
    const lines = [
      'The webhook is created.',
      '',
      ...fields([
        ['webhook id', view.webhookId],
        ['url', view.url],
        ['events', view.events.length === 0 ? 'all' : view.events.join(', ')],
        ['secret', secret],
      ]),
      '',
      'The secret is shown this once.',
    ];
    return { data: { webhook: view, secret }, lines };
  }

  @Option({ flags: '--url <url>', description: 'Where: https, and no private address.', required: true })
  readUrl(text: string): string {
    return text;
  }

  @Option({
    flags: '--event <events>',
    description: 'Only these events. Separate them by commas, or repeat the option. All without it.',
  })
  readEvent(text: string, before: readonly string[] = []): readonly string[] {
    return [...before, ...text.split(/[,\s]+/u).filter((event) => event !== '')];
  }
}
