import { expect, it } from 'vitest';
import { SERVER_URL } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import { isDatabaseUnavailable } from '../database-errors';

it.skipIf(SERVER_URL === null)(
  'a statement or a wait that takes too long counts as an outage, and the connection stays usable',
  async () => {
    const dataSource = createDataSource({
      kind: 'server',
      url: SERVER_URL!,
      poolSize: 1,
      statementTimeoutSeconds: 2,
      poolTimeoutSeconds: 1,
    });
    await dataSource.initialize();
    const outcome = (work: Promise<unknown>) =>
      work.then(
        () => 'answered',
        (error: unknown) => (isDatabaseUnavailable(error) ? 'unavailable' : error),
      );
    try {
      const long = outcome(dataSource.query('SELECT pg_sleep(600)'));
      const waiting = outcome(dataSource.query('SELECT 1'));
      expect([await waiting, await long]).toEqual(['unavailable', 'unavailable']);
      expect(await outcome(dataSource.query('SELECT 1'))).toBe('answered');
    } finally {
      await dataSource.destroy();
    }
  },
);

it.skipIf(SERVER_URL === null)('a full pool with as many waiting as may refuses the next caller at once', async () => {
  const dataSource = createDataSource({ kind: 'server', url: SERVER_URL!, poolSize: 1, poolWaiting: 2 });
  await dataSource.initialize();
  try {
    const begun = performance.now();
    const refusedAfter: number[] = [];
    const asked = Array.from({ length: 6 }, async () => {
      try {
        await dataSource.query('SELECT pg_sleep(2)');
        return 'answered';
      } catch (error) {
        refusedAfter.push(performance.now() - begun);
        return isDatabaseUnavailable(error) ? 'unavailable' : error;
      }
    });
    const outcomes = await Promise.all(asked);
    expect(outcomes.filter((each) => each === 'answered').length).toBeGreaterThanOrEqual(2);
    expect(outcomes.filter((each) => each === 'unavailable').length).toBeGreaterThanOrEqual(3);
    expect(outcomes.filter((each) => each !== 'answered' && each !== 'unavailable')).toEqual([]);
    expect(Math.max(...refusedAfter)).toBeLessThan(1900);
  } finally {
    await dataSource.destroy();
  }
});
