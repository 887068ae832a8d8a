import { RotateKeys, SigningKeys } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { fields, moment } from '../terminal/text';

interface Options {
  readonly atOnce?: boolean;
}

/** `portero keys rotate` */
@SubCommand({
  name: 'rotate',
  arguments: '<profile>',
  argsDescription: { profile: 'as `portero keys list` shows it, such as auth100' },
  description: 'Replace the key that signs for a profile.',
})
export class RotateKeyCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'The next key is published in /.well-known/jwks.json first, and signs after KEY_PUBLISH_AHEAD (two',
    'minutes), when everybody has seen it. Nobody is logged out: the old key stays until the last token',
    'that it signed has expired. A key that was carried over by a setting (such as KOKO_PRIVATE_KEY) does',
    'not come back with it.',
  ];

  protected override async execute([profile = '']: readonly string[], { atOnce = false }: Options): Promise<Report> {
    const rotation = await this.installation.onCore(
      async (core) =>
        (await core.get(RotateKeys).rotate(profile, atOnce ? 'now' : 'published-ahead')) ??
        refuse(profile, await profilesOf(core.get(SigningKeys))),
    );
    const { made, retired } = rotation;
    const lines = [
      `The tokens of ${profile} get a new key.`,
      '',
      ...fields([
        ['next', `${made.kid} (${made.alg})`],
        ['signs from', moment(made.signsFrom)],
        ['verifies', `${retired.kid} (${retired.alg})`],
      ]),
      '',
      'What the old one signed stays valid.',
    ];
    const data = {
      profile,
      made: { kid: made.kid, alg: made.alg, signsFrom: made.signsFrom },
      retired: { kid: retired.kid, alg: retired.alg },
    };
    return { data, lines };
  }

  @Option({
    flags: '--at-once',
    description: 'Sign with the new key within moments: for one that got out.',
  })
  readAtOnce(): true {
    return true;
  }
}

async function profilesOf(keys: SigningKeys): Promise<readonly string[]> {
  return [...new Set((await keys.list()).map((key) => key.profile))];
}

function refuse(profile: string, known: readonly string[]): never {
  const others = known.length === 0 ? 'no profile has one yet' : `these have one: ${known.join(', ')}`;
  throw new Refusal('key_not_found', [`The profile ${JSON.stringify(profile)} has no key; ${others}.`]);
}
