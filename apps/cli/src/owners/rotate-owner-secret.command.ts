import { FindOwner, OwnerSecrets, SECRET_OVERLAP_SECONDS } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import type { Report } from '../outcome/report';
import { fields } from '../terminal/text';
import { findNamedOwner } from './find-named-owner';
import { viewOwner } from './owner-view';

interface Options {
  readonly atOnce?: boolean;
}

/** `portero owners rotate-secret` */
@SubCommand({
  name: 'rotate-secret',
  arguments: '<owner>',
  argsDescription: { owner: 'its uuid, its id or its e-mail' },
  description: 'Give an owner a new secret. Prints it, once.',
})
export class RotateOwnerSecretCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'The secret in use works for 24 hours more, so that the owner can change over without a gap; one that',
    'was replaced before stops now. Sessions of users go on.',
    '',
    'Example:',
    '  portero owners rotate-secret shop@example.com',
  ];

  protected override async execute([named = '']: readonly string[], { atOnce = false }: Options): Promise<Report> {
    const overlap = atOnce ? 0 : SECRET_OVERLAP_SECONDS;
    const { owner, secret } = await this.installation.onCore(async (core) => {
      const found = await findNamedOwner(core.get(FindOwner), named);
      return { owner: viewOwner(found), secret: await core.get(OwnerSecrets).rotate(found, overlap) };
    });
    const lines = [
      `Owner ${owner.id} has a new secret.`,
      '',
      ...fields([
        ['uuid', owner.uuid],
        ['secret', secret],
      ]),
      '',
      'The secret is shown this once: only a hash of it is kept.',
      atOnce ? 'The old one works no more.' : 'The old one works for 24 hours more.',
    ];
    return { data: { owner, secret, oldSecretWorksForSeconds: overlap }, lines };
  }

  @Option({ flags: '--at-once', description: 'End the secret in use now: for one that got out.' })
  readAtOnce(): true {
    return true;
  }
}
