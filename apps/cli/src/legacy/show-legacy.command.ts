import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { fields, moment } from '../terminal/text';
import { LegacyCommand, type LegacyOptions, viewLegacy } from './legacy-command';

/** `portero legacy show` */
@SubCommand({ name: 'show', description: 'Tell how many came over, what failed, and whether it is asked now.' })
export class ShowLegacyCommand extends LegacyCommand {
  protected override async execute(_words: readonly string[], options: LegacyOptions): Promise<Report> {
    const now = new Date();
    const rows = await this.onOwner(options, (backEnds, owner) => backEnds.of(owner));
    const backEnds = rows.map((row) => viewLegacy(row, now));
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
      ]),
    ]);
    return { data: { backEnds }, lines: lines.length === 0 ? ['The owner has no old back end.'] : lines };
  }
}
