import type { Report } from '../../outcome/report';
import { counted } from '../../terminal/text';
import type { Tally } from './tally';

/**
 * The report of an import: the counts of rows, and why rows were rejected.
 * @param done the first line, unless it was a dry run
 * @param facts further members of the JSON document
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
