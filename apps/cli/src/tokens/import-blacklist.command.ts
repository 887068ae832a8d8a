import { BlacklistTokens } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import { EXIT } from '../outcome/exit-codes';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { OwnedCommand, type OwnedOptions } from '../owners/owned-command';
import { counted } from '../terminal/text';
import { openFile } from '../users/import/open-file';
import { readCsv } from '../users/import/read-csv';
import { readObjects } from '../users/import/read-objects';
import { readBlacklist } from './read-blacklist';

interface Options extends OwnedOptions {
  readonly dialect: string;
}

/** Rows that one statement writes. */
const BATCH = 1000;

/** `portero tokens import-blacklist` */
@SubCommand({
  name: 'import-blacklist',
  arguments: '<file>',
  argsDescription: { file: "what Django's dumpdata wrote, or CSV with jti and expires_at; - for standard input" },
  description: 'Take over which refresh tokens SimpleJWT refuses.',
})
export class ImportBlacklistCommand extends OwnedCommand<Options> {
  protected override readonly notes = [
    'Import it before the switch: a token that was used here already goes on. Expired ones are left out.',
    '',
    'Example:',
    '  python manage.py dumpdata token_blacklist > blacklist.json',
    '  portero tokens import-blacklist blacklist.json --owner shop@example.com --dialect simplejwt',
  ];

  protected override async execute([file = '']: readonly string[], options: Options): Promise<Report> {
    if (options.dialect !== 'simplejwt')
      throw new Refusal('unknown_dialect', ['--dialect is simplejwt: no other one has a blacklist.']);
    const { texts } = await openFile(file, this.terminal.surroundings.stdin);
    const rows = /\.csv(?:\.gz)?$/iu.test(file) ? readCsv(texts) : readObjects(texts);
    const { tokens, unreadable } = await readBlacklist(rows);
    const now = new Date();
    const alive = tokens.filter(({ expiresAt }) => expiresAt > now);
    let added = 0;
    await this.onOwner(options, async (get, owner) => {
      for (let at = 0; at < alive.length; at += BATCH)
        added += await get(BlacklistTokens).add(owner, alive.slice(at, at + BATCH));
    });
    const data = {
      read: tokens.length,
      expired: tokens.length - alive.length,
      added,
      known: alive.length - added,
      unreadable,
    };
    const lines = [
      `${counted(added, 'token')} of the blacklist will be refused; ${data.expired} expired, ${data.known} known before.`,
      ...(unreadable === 0 ? [] : [`${counted(unreadable, 'row')} could not be read.`]),
    ];
    return { data, lines, exitCode: unreadable === 0 ? EXIT.done : EXIT.refused };
  }

  @Option({ flags: '--dialect <dialect>', description: 'simplejwt', required: true })
  readDialect(text: string): string {
    return text;
  }
}
