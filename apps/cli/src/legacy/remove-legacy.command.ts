import { Option, SubCommand } from 'nest-commander';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { LegacyCommand, type LegacyOptions, readDialect } from './legacy-command';

interface Options extends LegacyOptions {
  readonly dialect: string;
}

/** `portero legacy remove` */
@SubCommand({ name: 'remove', description: 'Ask an old back end no more. Who came over stays.' })
export class RemoveLegacyCommand extends LegacyCommand<Options> {
  protected override async execute(_words: readonly string[], options: Options): Promise<Report> {
    const dialect = readDialect(options.dialect);
    const removed = await this.onOwner(options, (backEnds, owner) => backEnds.remove(owner, dialect));
    if (!removed) throw new Refusal('not_set', [`The owner has no old back end for ${dialect}.`]);
    return { data: { dialect, removed }, lines: [`The old back end of ${dialect} is asked no more.`] };
  }

  @Option({ flags: '--dialect <dialect>', description: 'Whose log-ins.', required: true })
  readDialectOption(text: string): string {
    return text;
  }
}
