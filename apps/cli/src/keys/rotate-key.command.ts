import { SigningKeys } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { fields } from '../terminal/text';

/** `portero keys rotate` */
@SubCommand({
  name: 'rotate',
  arguments: '<profile>',
  argsDescription: { profile: 'as `portero keys list` shows it, such as auth100' },
  description: 'Retire the key that signs for a profile, and make a new one.',
})
export class RotateKeyCommand extends OperatorCommand {
  protected override readonly notes = [
    'Running services sign with the new key within 30 seconds. Nobody is logged out: what the old key',
    'signed stays valid, and /.well-known/jwks.json shows both. A key that was carried over by a setting',
    '(such as KOKO_PRIVATE_KEY) does not come back with it.',
  ];

  protected override async execute([profile = '']: readonly string[]): Promise<Report> {
    const { made, retired } = await this.installation.onCore(async (core) => {
      const keys = core.get(SigningKeys);
      return (await keys.rotate(profile)) ?? refuse(profile, await profilesOf(keys));
    });
    const lines = [
      `The tokens of ${profile} get a new key.`,
      '',
      ...fields([
        ['signs', `${made.kid} (${made.alg})`],
        ['verifies', `${retired.kid} (${retired.alg})`],
      ]),
      '',
      'Running services sign with it within 30 seconds. What the old one signed stays valid.',
    ];
    const data = { profile, made: { kid: made.kid, alg: made.alg }, retired: { kid: retired.kid, alg: retired.alg } };
    return { data, lines };
  }
}

async function profilesOf(keys: SigningKeys): Promise<readonly string[]> {
  return [...new Set((await keys.list()).map((key) => key.profile))];
}

function refuse(profile: string, known: readonly string[]): never {
  const others = known.length === 0 ? 'no profile has one yet' : `these have one: ${known.join(', ')}`;
  throw new Refusal('key_not_found', [`The profile ${JSON.stringify(profile)} has no key; ${others}.`]);
}
