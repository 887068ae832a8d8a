import { sendWithin, type Target } from './traffic';

const LIMIT_MS = 20_000;

/** What Prometheus would scrape now. */
export async function scrape({ origin }: Target): Promise<string> {
  const answer = await sendWithin(LIMIT_MS, origin, 'GET', '/metrics');
  if (answer === null || answer === 'late') throw new Error('/metrics does not answer');
  return answer.text;
}

/**
 * The sum over all labels of a metric, or over those that begin as told: `portero_mails_total{outcome="sent"`.
 * @param label only what has this one, wherever it stands: `code="503"`
 */
export function sumOf(text: string, series: string, label = ''): number {
  const follows = series.includes('{') ? ',}' : ' {';
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(series) && follows.includes(line.charAt(series.length)));
  if (lines.length === 0) throw new Error(`There is no metric ${series}`);
  const chosen = lines.filter((line) => line.includes(label));
  return chosen.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
