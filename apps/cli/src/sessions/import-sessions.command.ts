import { FindOwner, ImportKeys } from '@portero/identity';
import { SHOOP_KEY_SETTINGS } from '@portero/setup';
import { Option, SubCommand } from 'nest-commander';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { findNamedOwner } from '../owners/find-named-owner';
import { OwnedCommand, type OwnedOptions } from '../owners/owned-command';
import { formatOf } from '../users/import/file-format';
import { importReport } from '../users/import/import-report';
import { openFile } from '../users/import/open-file';
import { readCsv } from '../users/import/read-csv';
import { readLines } from '../users/import/read-lines';
import { RejectsFile } from '../users/import/rejects-file';
import { Tally } from '../users/import/tally';
import { importKeys } from './import-keys';

interface Options extends OwnedOptions {
  readonly dialect: string;
  readonly dryRun?: true;
  readonly rejects?: string;
  readonly format?: 'ndjson' | 'csv';
}

/** The only dialect whose sessions are opaque keys. */
const SHOOP = 'shoop';

/** `portero sessions import` */
@SubCommand({
  name: 'import',
  arguments: '<file>',
  argsDescription: { file: 'NDJSON or CSV, also compressed by gzip; - for standard input' },
  description: 'Take over live keys of Shoop: who holds one goes on without logging in.',
})
export class ImportSessionsCommand extends OwnedCommand<Options> {
  protected override readonly notes = [
    'Import the users first. A row has externalId or email, and key (40 hex digits) or keySha1 (SHA-1 of the key,',
    'in hex); createdAt and expiresAt where they are known. A key without expiresAt works for SHOOP_KEY_LIFETIME',
    'from now on. Run it again with a newer file: keys that are known are skipped.',
    '',
    'Examples:',
    '  portero sessions import keys.ndjson.gz --owner shop@example.com --dialect shoop --dry-run',
    '  portero sessions import - --format csv --owner shop@example.com --dialect shoop < keys.csv',
  ];

  protected override async execute([file = '']: readonly string[], options: Options): Promise<Report> {
    if (options.dialect !== SHOOP)
      throw new Refusal('unknown_dialect', ['--dialect is shoop: tokens of the others need no import.']);
    const isDry = options.dryRun === true;
    const rejects = options.rejects === undefined ? null : new RejectsFile(options.rejects, 0);
    const tally = new Tally(rejects, { read: 0, created: 0, updated: 0, skipped: 0, rejected: 0 });
    try {
      await this.importFile(file, options, tally);
    } finally {
      rejects?.close();
    }
    const { read, created, skipped, rejected } = tally.counts;
    return importReport(tally, { read, created, skipped, rejected }, { done: 'The import is done.', isDry });
  }

  private importFile(file: string, options: Options, tally: Tally): Promise<void> {
    const isDry = options.dryRun === true;
    return this.installation.onCore(async (core, settings) => {
      const owner = await findNamedOwner(core.get(FindOwner), options.owner);
      const { texts } = await openFile(file, this.terminal.surroundings.stdin);
      const read = (options.format ?? formatOf(file)) === 'csv' ? readCsv : readLines;
      const keys = core.get(ImportKeys);
      if (!isDry) await keys.begin(owner, SHOOP);
      await importKeys(read(texts), tally, {
        lifetimeSeconds: settings.of(SHOOP_KEY_SETTINGS).SHOOP_KEY_LIFETIME,
        add: (batch) => keys.add(owner, batch, { profile: SHOOP, isDry }),
      });
    });
  }

  @Option({ flags: '--dialect <dialect>', description: 'shoop', required: true })
  readDialect(text: string): string {
    return text;
  }

  @Option({
    flags: '--format <format>',
    description: 'What the file is. By its name it is csv or ndjson.',
    choices: ['ndjson', 'csv'],
  })
  readFormat(text: string): string {
    return text;
  }

  @Option({ flags: '--dry-run', description: 'Write nothing; tell what would happen.' })
  readDryRun(): true {
    return true;
  }

  @Option({ flags: '--rejects <file>', description: 'Write line and reason of every rejected row to a file.' })
  readRejects(text: string): string {
    return text;
  }
}
