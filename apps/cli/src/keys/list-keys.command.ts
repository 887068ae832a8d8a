import { type SigningKeyFacts, SigningKeys } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import type { Report } from '../outcome/report';
import { moment, table } from '../terminal/text';

/** `portero keys list` */
@SubCommand({ name: 'list', description: 'List the signing keys of every token profile.' })
export class ListKeysCommand extends OperatorCommand {
  protected override readonly notes = [
    'A profile is a kind of tokens, such as those of one dialect; its key is made when it first signs.',
    'One key of a profile signs. The next one is published already; those that retired verify what they',
    'signed.',
  ];

  protected override async execute(): Promise<Report> {
    const keys = await this.installation.onCore((core) => core.get(SigningKeys).list());
    const now = new Date();
    const rows = keys.map((key) => [
      key.profile,
      key.kid,
      key.alg,
      moment(key.signsFrom),
      moment(key.retiredAt),
      stateOf(key, now),
    ]);
    const heading = ['profile', 'kid', 'alg', 'signs from', 'retired', 'state'];
    const lines =
      rows.length === 0 ? ['There are no keys yet: the service makes them when it needs them.'] : table(heading, rows);
    return { data: { keys }, lines };
  }
}

function stateOf({ signsFrom, retiredAt, readable }: SigningKeyFacts, now: Date): string {
  if (!readable) return 'unreadable with this MASTER_KEY';
  if (signsFrom > now) return 'published';
  return retiredAt === null ? 'signs' : 'verifies';
}
