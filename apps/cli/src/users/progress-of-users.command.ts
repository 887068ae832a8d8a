import { CountMovedUsers, FindOwner, type MovingProgress } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { findNamedOwner } from '../owners/find-named-owner';
import { columns } from '../terminal/text';

interface Options {
  readonly owner?: string;
}

/** `portero users progress` */
@SubCommand({
  name: 'progress',
  description: 'Tell how many imported users have logged in, have an old hash, or never came.',
})
export class ProgressOfUsersCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'A log-in counts as long as its session or its line in the audit log is kept (AUDIT_RETENTION_DAYS).',
  ];

  protected override async execute(_words: readonly string[], { owner }: Options): Promise<Report> {
    if (owner === undefined) throw new Refusal('owner_missing', ['Name the owner of the users: add --owner.']);
    return this.installation.onCore(async (core) => {
      const found = await findNamedOwner(core.get(FindOwner), owner);
      const progress = await core.get(CountMovedUsers).at(found);
      return { data: progress, lines: linesOf(progress) };
    });
  }

  @Option({ flags: '--owner <owner>', description: 'Whose users: the uuid, id or e-mail of the owner.' })
  readOwner(text: string): string {
    return text;
  }
}

function linesOf(progress: MovingProgress): string[] {
  const { users, loggedIn, neverCame, oldHash, oldHashButLoggedIn, withoutPassword, disabled, formats } = progress;
  const share = (count: number): string => (users === 0 ? '' : `${((count * 100) / users).toFixed(1)} %`);
  const counts: [string, number][] = [
    ['users from elsewhere', users],
    ['have logged in', loggedIn],
    ['never came', neverCame],
    ['have their old hash', oldHash],
    ['have it, and logged in without a password', oldHashButLoggedIn],
    ['have no password', withoutPassword],
    ['are disabled', disabled],
  ];
  const rows = counts.map(([name, count]) => [`  ${name}`, `${count}`, share(count)]);
  const hashes = formats.map(({ format, users: count }) => [`  ${format}`, `${count}`, share(count)]);
  return [...columns(rows), ...(hashes.length === 0 ? [] : ['', 'Old hashes:', ...columns(hashes)])];
}
