import { createHash } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import type { Owner } from '@portero/database';
import {
  CheckRow,
  type ConflictPolicy,
  FindOwner,
  ImportConflictError,
  type ImportedFile,
  ImportTakenOverError,
  ImportUsers,
  type NothingToResume,
  ResumeImport,
  Roles,
  type RunningImport,
  UndoImport,
} from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import { OperatorCommand } from '../../command/operator-command';
import { Refusal } from '../../outcome/refusal';
import type { Report } from '../../outcome/report';
import { findNamedOwner } from '../../owners/find-named-owner';
import { counted } from '../../terminal/text';
import { FILE_FORMATS, type FormatName, formatOf, mapped } from './file-format';
import { importReport } from './import-report';
import { openFile } from './open-file';
import { Progress } from './progress';
import { readMap } from './read-map';
import { RejectsFile } from './rejects-file';
import { runImport } from './run-import';
import { Tally } from './tally';

interface Options {
  readonly owner?: string;
  readonly format?: FormatName;
  readonly map?: string;
  readonly conflict?: ConflictPolicy;
  readonly dryRun?: true;
  readonly rejects?: string;
  readonly resume?: true;
  readonly undo?: number;
  readonly json?: true;
}

/** `portero users import` */
@SubCommand({
  name: 'import',
  arguments: '[file]',
  argsDescription: { file: 'what the other system exported, also compressed by gzip; - for standard input' },
  description: 'Move the users of another system in, with their passwords.',
})
export class ImportUsersCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'No mail is sent. A user that exists already is recognised by externalId, e-mail or username. After an',
    'interruption, --resume goes on behind the last row that was written. docs/moving-in tells about rows and origins.',
    '',
    'Examples:',
    '  portero users import users.ndjson.gz --owner shop@example.com --dry-run',
    '  python manage.py dumpdata auth.user | portero users import - --format django --owner shop@example.com',
    '  portero users import users.ndjson.gz --owner shop@example.com --resume',
    '  portero users import --undo 3',
  ];

  protected override async execute([file]: readonly string[], options: Options): Promise<Report> {
    const { undo, owner } = options;
    if (undo !== undefined) return this.installation.onCore((core) => undoOn(core, undo));
    if (file === undefined) throw new Refusal('file_missing', ['Name a file, or - for standard input.']);
    if (owner === undefined) throw new Refusal('owner_missing', ['Name the owner of the users: add --owner.']);
    return this.installation.onCore((core) => this.importOn(core, file, owner, options));
  }

  private async importOn(
    core: INestApplicationContext,
    file: string,
    ownerNamed: string,
    options: Options,
  ): Promise<Report> {
    const owner = await findNamedOwner(core.get(FindOwner), ownerNamed);
    const name = options.format ?? formatOf(file);
    const map = options.map === undefined ? {} : readMap(options.map);
    const format = mapped(FILE_FORMATS[name], map);
    const opened = await openFile(file, this.terminal.surroundings.stdin);
    const imports = core.get(ImportUsers);
    const fingerprint = createHash('sha256')
      .update(opened.beginning)
      .update(JSON.stringify([name, map]))
      .digest();
    const running = await beginOn(core, owner, { format: name, fingerprint }, options);
    const { before, id, isDry } = running;
    const rejects = options.rejects === undefined ? null : new RejectsFile(options.rejects, before.rejected);
    const tally = new Tally(rejects, before);
    const progress = new Progress(this.terminal, opened, { isQuiet: options.json === true, before: before.read });
    const parts = { check: core.get(CheckRow), imports, roles: await core.get(Roles).all(), tally, progress };
    try {
      await runImport(running, opened, format, parts);
    } catch (error) {
      throw refusalOf(error, id) ?? error;
    } finally {
      progress.stop();
      rejects?.close();
    }
    await imports.finish(running);
    return reportOf(id, isDry, tally);
  }

  @Option({ flags: '--owner <owner>', description: 'Whose users they become: the uuid, id or e-mail of the owner.' })
  readOwner(text: string): string {
    return text;
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

  @Option({
    flags: '--conflict <policy>',
    description: 'What happens to a row whose user exists: skip it (as it is without this), update the user, or fail.',
    choices: ['skip', 'update', 'fail'],
  })
  readConflict(text: string): string {
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

  @Option({ flags: '--resume', description: 'Go on with an import of this file that was interrupted.' })
  readResume(): true {
    return true;
  }

  @Option({ flags: '--undo <import>', description: 'Remove the users that only this import made and nobody used.' })
  readUndo(text: string): number {
    if (/^[1-9]\d{0,8}$/u.test(text)) return Number(text);
    throw new Refusal('unreadable_import', ['Name an import by its id, a number.']);
  }
}

async function undoOn(core: INestApplicationContext, id: number): Promise<Report> {
  const found = await core.get(UndoImport).find(id);
  if (found === null) throw new Refusal('import_not_found', ['There is no such import.']);
  const { removed, kept } = await core.get(UndoImport).undo(found);
  const line = `Removed ${counted(removed, 'user')} of import ${id}; ${kept} in use stay.`;
  return { data: { import: id, removed, kept }, lines: [line] };
}

async function beginOn(
  core: INestApplicationContext,
  owner: Owner,
  file: ImportedFile,
  { conflict = 'skip', dryRun, resume }: Options,
): Promise<RunningImport> {
  const isDry = dryRun === true;
  if (resume !== true) return core.get(ImportUsers).begin(owner, file, { conflict, isDry });
  if (isDry) throw new Refusal('resume_dry', ['A dry run writes nothing: it cannot be resumed.']);
  const found = await core.get(ResumeImport).find(owner, file, { conflict });
  if (typeof found === 'string') throw new Refusal('nothing_to_resume', [NOTHING_TO_RESUME[found]]);
  return found;
}

const NOTHING_TO_RESUME: Readonly<Record<NothingToResume, string>> = {
  never_begun: 'No import was interrupted at this owner. Run it without --resume.',
  finished: 'The last import of this file came to its end: nothing is left to do.',
  other_file: 'The interrupted import read another file, or the same one with another --format or --map.',
};

/** `null` for an error that does not belong to an import. */
function refusalOf(error: unknown, id: number): Refusal | null {
  if (error instanceof ImportTakenOverError) return new Refusal('import_taken_over', [error.message]);
  if (!(error instanceof ImportConflictError)) return null;
  const stays = id === 0 ? [] : [`Batches before it are imported: portero users import --undo ${id} removes them.`];
  return new Refusal('conflict', [error.message, ...stays]);
}

function reportOf(id: number, isDry: boolean, tally: Tally): Report {
  const { read, created, updated, skipped, rejected } = tally.counts;
  const facts = { import: isDry ? null : id };
  const done = `Import ${id} is done.`;
  return importReport(tally, { read, created, updated, skipped, rejected }, { done, isDry, facts });
}
