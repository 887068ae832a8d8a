import { compareAnswers } from '../traffic/compare-answers';
import type { Difference } from '../traffic/difference';
import type { Exchange, RecordedAnswer } from '../traffic/exchange';
import { maskAnswer, maskExchange } from '../traffic/mask';
import { sendRequest } from '../traffic/send-request';
import { ValueMap } from '../traffic/value-map';

const TIMEOUT_MS = 30_000;

/** One replayed request. Everything in it is masked. */
export interface ReplayedExchange {
  readonly recorded: Exchange;
  /** `null` when there was no answer. */
  readonly actual: RecordedAnswer | null;
  readonly differences: readonly Difference[];
}

/**
 * Sends recorded requests one after the other, with recorded values replaced by those of earlier answers, and compares
 * the answers.
 */
export async function replayRecording(exchanges: readonly Exchange[], against: URL): Promise<ReplayedExchange[]> {
  const values = new ValueMap();
  const replayed: ReplayedExchange[] = [];
  for (const exchange of exchanges) {
    const recorded = maskExchange(exchange);
    try {
      const actual = await sendRequest(against, values.request(exchange.request), TIMEOUT_MS);
      const differences = compareAnswers(exchange.response, actual, values);
      replayed.push({ recorded, actual: maskAnswer(actual), differences });
    } catch (error) {
      replayed.push({
        recorded,
        actual: null,
        differences: [{ at: 'answer', problem: `none came (${reasonOf(error)})` }],
      });
    }
  }
  return replayed;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
