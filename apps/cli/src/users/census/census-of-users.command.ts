import { Option, SubCommand } from 'nest-commander';
import { OperatorCommand } from '../../command/operator-command';
import { Refusal } from '../../outcome/refusal';
import type { Report } from '../../outcome/report';
import { table } from '../../terminal/text';
import { FILE_FORMATS, type FormatName, formatOf, mapped, renamed } from '../import/file-format';
import { openFile } from '../import/open-file';
import { readMap } from '../import/read-map';
import { Census } from './census';

interface Options {
  readonly format?: FormatName;
  readonly map?: string;
}

/** `portero users census` */
@SubCommand({
  name: 'census',
  arguments: '[file]',
  argsDescription: { file: 'what would be imported, also compressed by gzip; - for standard input' },
  description: 'Count the password hashes of a file: formats, costs, and which cannot be verified.',
})
export class CensusOfUsersCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'It needs no database. Costs are estimates for one log-in on one core, until the hash becomes argon2id.',
    'Peppers are read from PASSWORD_PEPPERS.',
  ];

  protected override async execute([file]: readonly string[], options: Options): Promise<Report> {
    if (file === undefined) throw new Refusal('file_missing', ['Name a file, or - for standard input.']);
    const map = options.map === undefined ? {} : readMap(options.map);
    const format = mapped(FILE_FORMATS[options.format ?? formatOf(file)], map);
    const { texts } = await openFile(file, this.terminal.surroundings.stdin);
    const census = new Census(this.installation.settings().passwords.peppers);
    for await (const piece of format.read(texts)) {
      for (const found of piece) {
        const row = renamed(found, format);
        if (row !== null) census.add(row);
      }
    }
    return reportOf(census);
  }

  @Option({
    flags: '--format <format>',
    description: 'What the file is. By its name it is csv or ndjson.',
    choices: Object.keys(FILE_FORMATS),
  })
  readFormat(text: string): string {
    return text;
  }

  @Option({ flags: '--map <file>', description: 'A JSON object from our fields to their columns.' })
  readMapFile(text: string): string {
    return text;
  }
}

function reportOf({ rows, withoutPassword, unreadable, formats, unusable }: Census): Report {
  const known = formats.map(({ format, users, milliseconds, memoryMiB }) => [
    ...[`  ${format}`, `${users}`, `${milliseconds} ms`, `${memoryMiB} MiB`],
  ]);
  const refused = unusable.map(({ reason, users, lines }) => [`  ${reason}`, `${users}`, lines.join(', ')]);
  return {
    data: { rows, withoutPassword, unreadable, formats, unusable },
    lines: [
      ...(known.length === 0
        ? ['No hash can be verified.']
        : table(['  format', 'users', 'a log-in', 'memory'], known)),
      ...(refused.length === 0 ? [] : ['', ...table(['  cannot be verified', 'users', 'first lines'], refused)]),
      '',
      `rows ${rows}, without a password ${withoutPassword}, unreadable ${unreadable}`,
    ],
  };
}
