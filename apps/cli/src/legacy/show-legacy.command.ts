import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { fields, moment } from '../terminal/text';
import { LegacyCommand, type LegacyOptions, viewLegacy } from './legacy-command';

/** `portero legacy show` */
@SubCommand({ name: 'show', description: 'Tell how many came over, what failed, and whether it is asked now.' })
export class ShowLegacyCommand extends LegacyCommand {
  protected override async execute(_words: readonly string[], options: LegacyOptions): Promise<Report> {
    const now = new Date();
    const backEnds = await this.onOwner(options, async (found, owner, writeBacks) => {
      const shown = await writeBacks.of(owner);
      return (await found.of(owner)).map((row) => viewLegacy(row, now, shown));
    });
    const lines = backEnds.flatMap((each) => [
      `${each.dialect} at ${each.loginUrl}`,
      ...fields([
        ['asked', each.asked ? `until ${each.until === null ? 'it is removed' : moment(each.until)}` : 'no more'],
        ['came over', String(each.cameOver)],
        ['refused there', String(each.refused)],
        [
          'failed',
          each.failed === 0 ? '0' : `${each.failed}, ${each.lastFailure ?? ''} at ${moment(each.lastFailureAt)}`,
        ],
        ['breaker', each.breaker === 'open' ? `open until ${moment(each.openUntil)}` : each.breaker],
        ['passwords written back', writtenBack(each.writeBack)],
      ]),
    ]);
    return { data: { backEnds }, lines: lines.length === 0 ? ['The owner has no old back end.'] : lines };
  }
}

function writtenBack(shown: ReturnType<typeof viewLegacy>['writeBack']): string {
  if (shown === null) return 'none: it is off';
  const { url, sent, waiting, givenUp, lastFailure } = shown;
  const why = lastFailure === null ? '' : `, last failure ${lastFailure}`;
  return `${sent} to ${url}, ${waiting} wait, ${givenUp} given up${why}`;
}
