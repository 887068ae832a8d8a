import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { IdentityPolicy } from '../identity-policy';
import { HashQueue } from './hash-queue';

/** Work that ends on demand. */
function held() {
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (finish = resolve));
  return { work: () => done, finish };
}

const queue = (concurrency: number, queueLimit: number): HashQueue =>
  new HashQueue({ hashing: { concurrency, queueLimit } } as IdentityPolicy);

describe('the queue of hashes', () => {
  it('runs up to its limit at once, and refuses work when all places are taken', async () => {
    const subject = queue(2, 1);
    const jobs = [held(), held(), held()];
    const running = jobs.map(({ work }) => subject.run(work));
    await expect(subject.run(() => Promise.resolve())).rejects.toMatchObject({
      code: 'busy',
      details: { retryAfterSeconds: 2 },
    });
    for (const { finish } of jobs) finish();
    await Promise.all(running);
    await expect(subject.run(() => Promise.resolve('free'))).resolves.toBe('free');
  });

  it('serves waiting work in the order of arrival', async () => {
    const subject = queue(1, 5);
    const first = held();
    const order: number[] = [];
    const all = [
      subject.run(first.work),
      ...[1, 2, 3].map((each) => subject.run(() => Promise.resolve(order.push(each)))),
    ];
    first.finish();
    await Promise.all(all);
    expect(order).toEqual([1, 2, 3]);
  });

  it('gives a place back when the work fails', async () => {
    const subject = queue(1, 0);
    for (let round = 0; round < 3; round += 1) {
      await expect(subject.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
      await setImmediate();
    }
    await expect(subject.run(() => Promise.resolve(1))).resolves.toBe(1);
  });
});
