import { ManageClients, SECRET_OVERLAP_SECONDS } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { fields } from '../terminal/text';
import { ClientCommand, type ClientOptions, readClientId, viewClient } from './client-command';

interface Options extends ClientOptions {
  readonly atOnce?: boolean;
}

/** `portero clients rotate-secret` */
@SubCommand({
  name: 'rotate-secret',
  arguments: '<client>',
  argsDescription: { client: 'its id, a uuid' },
  description: 'Give a client a new secret. Prints it, once.',
})
export class RotateClientSecretCommand extends ClientCommand<Options> {
  protected override readonly notes = [
    'The secret in use works for 24 hours more, so that the client can change over without a gap; one that',
    'was replaced before stops now.',
    '',
    'Example:',
    '  portero clients rotate-secret 7d6f2f0e-58a4-4f0c-9f0e-2b8f3f1c7a55 --owner shop@example.com',
  ];

  protected override async execute([named = '']: readonly string[], options: Options): Promise<Report> {
    const { atOnce = false } = options;
    const overlap = atOnce ? 0 : SECRET_OVERLAP_SECONDS;
    const id = readClientId(named);
    const { client, secret } = await this.onOwner(options, (get, owner) =>
      get(ManageClients).rotateSecret(owner, id, overlap),
    );
    const view = viewClient(client);
    const lines = [
      `Client ${view.name} has a new secret.`,
      '',
      ...fields([
        ['client id', view.clientId],
        ['secret', secret],
      ]),
      '',
      'The secret is shown this once: only a hash of it is kept.',
      atOnce ? 'The old one works no more.' : 'The old one works for 24 hours more.',
    ];
    return { data: { client: view, secret, oldSecretWorksForSeconds: overlap }, lines };
  }

  @Option({ flags: '--at-once', description: 'End the secret in use now: for one that leaked.' })
  readAtOnce(): true {
    return true;
  }
}
