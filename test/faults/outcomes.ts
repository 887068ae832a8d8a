import { expect } from 'vitest';
import type { Answer } from '../support/http/http-client';

/** An answer whose body the assertions check. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies differ from one operation to the next
export type AnyAnswer = Answer<any>;

/** Sends `count` requests at once. */
export function atOnce(count: number, request: (index: number) => Promise<AnyAnswer>): Promise<AnyAnswer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => request(index)));
}

/** How many answers had which status: `{ 200: 1, 409: 19 }`. */
export function statuses(answers: readonly AnyAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** The codes of the problems among the answers, without repetition, sorted. */
export function problemCodes(answers: readonly AnyAnswer[]): string[] {
  const failures = answers.filter(({ status }) => status >= 400);
  return [...new Set(failures.map(({ json }) => String(json.code)))].sort();
}

/** The fields that a refusal names. */
export function refusedFields({ json }: AnyAnswer): string[] {
  const problems: readonly { readonly field: string }[] = json.errors ?? [];
  return problems.map(({ field }) => field);
}

/** Internal words of the service. */
const INTERNALS =
  /\bat .+:\d+:\d+|node_modules|typeorm|postgres|pglite|QueryFailed|SELECT |INSERT |UPDATE |DELETE FROM|stack|argon2|fastify|FST_ERR|nestjs/iu;

/** Fails unless an answer is a problem document with a client error. */
export function expectCleanRefusal(answer: AnyAnswer, what: string): void {
  const problem = `${what} answered ${answer.status} ${answer.mediaType} ${answer.text.slice(0, 300)}`;
  expect(answer.status, problem).toBeGreaterThanOrEqual(400);
  expect(answer.status, problem).toBeLessThan(500);
  expect(answer.mediaType, problem).toBe('application/problem+json');
  expect(answer.json.code, problem).toMatch(/^[a-z]+(?:_[a-z]+)*$/u);
  expect(answer.json.status, problem).toBe(answer.status);
  expect(answer.text, problem).not.toMatch(INTERNALS);
}
