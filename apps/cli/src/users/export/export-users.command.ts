import type { INestApplicationContext } from '@nestjs/common';
import { ExportUsers, FindOwner } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import { OperatorCommand } from '../../command/operator-command';
import { Refusal } from '../../outcome/refusal';
import type { Report } from '../../outcome/report';
import { findNamedOwner } from '../../owners/find-named-owner';
import { counted } from '../../terminal/text';
import { type ExportFormat, ExportNotes } from './export-format';
import { CSV, NDJSON } from './own-formats';
import { DJANGO, LARAVEL } from './rollback-formats';
import { RowSink } from './row-sink';

const FORMATS = { ndjson: NDJSON, csv: CSV, django: DJANGO, laravel: LARAVEL } as const;

interface Options {
  readonly owner?: string;
  readonly format?: keyof typeof FORMATS;
  readonly withHashes?: true;
  readonly out?: string;
  readonly json?: true;
}

/** `portero users export` */
@SubCommand({
  name: 'export',
  description: 'Write the users of an owner as rows that `users import`, Django or Laravel read.',
})
export class ExportUsersCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'Rows go to standard output, or to the new file of --out. The audit log says that they were read.',
    'docs/moving-in tells how Django and Laravel take them, and what they cannot take.',
    '',
    'Examples:',
    '  portero users export --owner shop@example.com | gzip > users.ndjson.gz',
    '  portero users export --owner shop@example.com --with-hashes --format django --out users.json',
  ];

  override async run(words: string[], options: Record<string, unknown> = {}): Promise<void> {
    const report = await this.execute(words, options);
    if (options['out'] !== undefined) this.terminal.print(report);
    // Standard output belongs to the rows.
    else this.terminal.complain(report.lines.map((line) => `${line}\n`).join(''));
  }

  protected override async execute(_words: readonly string[], options: Options): Promise<Report> {
    const { owner, out } = options;
    if (owner === undefined) throw new Refusal('owner_missing', ['Name the owner of the users: add --owner.']);
    if (options.json === true && out === undefined)
      throw new Refusal('out_missing', ['With --json, name the file of the rows: add --out.']);
    return this.installation.onCore((core) => this.exportOn(core, owner, options));
  }

  private async exportOn(core: INestApplicationContext, ownerNamed: string, options: Options): Promise<Report> {
    const owner = await findNamedOwner(core.get(FindOwner), ownerNamed);
    const { format: name = 'ndjson', withHashes = false, out } = options;
    const sink = await (out === undefined ? RowSink.stdout(this.terminal.surroundings.stdout) : RowSink.file(out));
    if (withHashes) this.terminal.complain(WARNING);
    const notes = new ExportNotes();
    const users = await writeAll(core.get(ExportUsers).pages(owner, withHashes), FORMATS[name], sink, notes);
    const lines = Object.entries(notes.all).map(([note, count]) => `  ${count} ${note}`);
    return {
      data: { format: name, withHashes, users, notes: notes.all },
      lines: [`Exported ${counted(users, 'user')}.`, ...lines],
    };
  }

  @Option({ flags: '--owner <owner>', description: 'Whose users: the uuid, id or e-mail of the owner.' })
  readOwner(text: string): string {
    return text;
  }

  @Option({
    flags: '--format <format>',
    description: 'How they are written; ndjson without this.',
    choices: Object.keys(FORMATS),
  })
  readFormat(text: string): string {
    return text;
  }

  @Option({ flags: '--with-hashes', description: 'With password hashes and secrets of authenticator apps.' })
  readWithHashes(): true {
    return true;
  }

  @Option({ flags: '--out <file>', description: 'A new file for the rows, which only you can read.' })
  readOut(text: string): string {
    return text;
  }
}

const WARNING = `warning: the rows hold password hashes and secrets of authenticator apps. A reader of
the file can guess passwords without a limit: keep them as you keep the database, and delete them after use.
`;

async function writeAll(
  pages: ReturnType<ExportUsers['pages']>,
  format: ExportFormat,
  sink: RowSink,
  notes: ExportNotes,
): Promise<number> {
  const { head, separator, tail } = format;
  let users = 0;
  await sink.write(head);
  for await (const page of pages) {
    const rows = page.map((user) => format.row(user, notes)).filter((text) => text !== null);
    if (rows.length > 0) await sink.write(`${users === 0 ? '' : separator}${rows.join(separator)}`);
    users += rows.length;
  }
  await sink.write(users === 0 ? tail.trimStart() : tail);
  await sink.close();
  return users;
}
