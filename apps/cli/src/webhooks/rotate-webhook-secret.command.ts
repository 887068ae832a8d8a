import { ManageWebhooks, SECRET_OVERLAP_SECONDS } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { OwnedCommand, type OwnedOptions } from '../owners/owned-command';
import { readWebhookId, viewWebhook, WEBHOOK_ARGUMENT } from './webhook-command';

interface Options extends OwnedOptions {
  readonly atOnce?: boolean;
}

/** `portero webhooks rotate-secret` */
@SubCommand({
  name: 'rotate-secret',
  ...WEBHOOK_ARGUMENT,
  description: 'Give a webhook a new secret. Prints it, once.',
})
export class RotateWebhookSecretCommand extends OwnedCommand<Options> {
  protected override async execute([named = '']: readonly string[], options: Options): Promise<Report> {
    const id = readWebhookId(named);
    const overlap = options.atOnce === true ? 0 : SECRET_OVERLAP_SECONDS;
    const { endpoint, secret } = await this.onOwner(options, (get, owner) =>
      get(ManageWebhooks).rotateSecret(owner, id, overlap),
    );
    const lines = [
      `The new secret is ${secret}`,
      'It is shown this once.',
      overlap === 0 ? 'The old one signs nothing any more.' : 'For 24 hours both secrets sign.',
    ];
    return { data: { webhook: viewWebhook(endpoint), secret, oldSecretSignsForSeconds: overlap }, lines };
  }

  @Option({ flags: '--at-once', description: 'Sign with the new secret alone from now on.' })
  readAtOnce(): true {
    return true;
  }
}
