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
    'One key of a profile signs; those that retired verify what they signed before.',
  ];

  protected override async execute(): Promise<Report> {
    const keys = await this.installation.onCore((core) => core.get(SigningKeys).list());
    const rows = keys.map((key) => [
      key.profile,
      key.kid,
      key.alg,
      moment(key.createdAt),
      moment(key.retiredAt),
      stateOf(key),
    ]);
    const heading = ['profile', 'kid', 'alg', 'created', 'retired', 'state'];
    const lines =
      rows.length === 0 ? ['There are no keys yet: the service makes them when it needs them.'] : table(heading, rows);
    return { data: { keys }, lines };
  }
}

function stateOf({ retiredAt, readable }: SigningKeyFacts): string {
  if (!readable) return 'unreadable with this MASTER_KEY';
  return retiredAt === null ? 'signs' : 'verifies';
}
