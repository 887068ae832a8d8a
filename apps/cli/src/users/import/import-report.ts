import type { Report } from '../../outcome/report';
import { counted } from '../../terminal/text';
import type { Tally } from './tally';

/**
 * The end of an import: why rows were rejected, and how many rows were what.
 * @param done the first line, unless it was a dry run
 * @param facts what the JSON document says besides
 */
export function importReport(
  { reasons }: Pick<Tally, 'reasons'>,
  counts: Readonly<Record<string, number>>,
  { done, isDry, facts = {} }: { readonly done: string; readonly isDry: boolean; readonly facts?: object },
): Report {
  const rejectedBecause = Object.fromEntries([...reasons].sort(([, one], [, other]) => other - one));
  const lines = [
    isDry ? 'A dry run: nothing is written.' : done,
    ...Object.entries(rejectedBecause).map(([reason, count]) => `  ${counted(count, 'row')} rejected: ${reason}`),
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', '),
  ];
  return { data: { ...facts, dryRun: isDry, ...counts, rejectedBecause }, lines };
}
