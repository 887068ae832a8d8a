import { Logger } from '@nestjs/common';
import { ConnectionLostError, type Transactions } from '@portero/database';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StoppedClock } from '../../testing/stopped-clock';
import type { Sweep } from './sweep';
import { Sweeper } from './sweeper.service';

/** These specs do not concern rows, so every request for the lock is granted. */
const transactions = {
  run: <T>(work: (manager: object) => Promise<T>) => work({ query: () => Promise.resolve([{ held: true }]) }),
} as unknown as Transactions;

/** Has `batches` full batches of one row; `count` is the number of batches that were run. */
function endless(name: string, batches = Infinity) {
  const state = { count: 0 };
  const sweep: Sweep = {
    name,
    begin: () => () => {
      state.count += 1;
      return Promise.resolve({ deleted: 1, more: state.count < batches });
    },
  };
  return { sweep, state };
}

function sweeperOf(sweeps: readonly Sweep[], byItself = false): Sweeper {
  return new Sweeper({ sweeps, byItself }, transactions, new StoppedClock());
}

/** Fails as long as `error` is set. */
function failing(name: string, error: Error | null) {
  const state = { error };
  const sweep: Sweep = {
    name,
    begin: () => () => (state.error ? Promise.reject(state.error) : Promise.resolve({ deleted: 0, more: false })),
  };
  return { sweep, state };
}

function logged(): string[] {
  const lines: string[] = [];
  for (const level of ['log', 'warn', 'error'] as const) {
    vi.spyOn(Logger.prototype, level).mockImplementation(
      (line: unknown) => void lines.push(`${level}: ${String(line)}`),
    );
  }
  return lines;
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the sweeper', () => {
  it('starts by itself after a random delay, and repeats', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const lines = logged();
    const { sweep, state } = endless('codes', 1);
    const sweeper = sweeperOf([sweep], true);
    sweeper.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(29_000);
    expect(state.count).toBe(0);
    await vi.advanceTimersByTimeAsync(62_000);
    expect(state.count).toBe(1);
    await vi.advanceTimersByTimeAsync(5_400_000);
    expect(state.count).toBeGreaterThan(1);
    expect(lines[0]).toBe('log: Deleted what had expired: 1 codes');
    await sweeper.beforeApplicationShutdown();
    const { count } = state;
    await vi.advanceTimersByTimeAsync(20_000_000);
    expect(state.count).toBe(count);
  });

  it('does not start by itself if it is told not to', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { sweep, state } = endless('codes', 1);
    sweeperOf([sweep]).onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(20_000_000);
    expect(state.count).toBe(0);
  });

  it('sweeps an announced kind early: once for several announcements, and again for later ones', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { sweep, state } = endless('refresh answers', 1);
    const sweeper = sweeperOf([{ ...sweep, soonSeconds: 11 }], true);
    for (let each = 0; each < 5; each += 1) sweeper.sweepSoon('refresh answers');
    await vi.advanceTimersByTimeAsync(10_999);
    expect(state.count).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(state.count).toBe(1);
    // Later announcements may concern rows that were not due yet.
    await vi.advanceTimersByTimeAsync(11_000);
    expect(state.count).toBe(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.count).toBe(2);
    sweeper.sweepSoon('refresh answers');
    await sweeper.beforeApplicationShutdown();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.count).toBe(2);
  });

  it('stops in the middle of a run when the service does', async () => {
    const [first, second] = [endless('codes'), endless('links')];
    const sweeper = sweeperOf([first.sweep, second.sweep]);
    const running = sweeper.sweep(1);
    await expect.poll(() => first.state.count).toBeGreaterThan(2);
    await sweeper.beforeApplicationShutdown();
    const swept = await running;
    expect(swept.get('codes')).toBe(first.state.count);
    expect(second.state.count).toBe(0);
  });

  it('logs a failing kind once, without the text of the error, sweeps the others, and logs when it works again', async () => {
    const lines = logged();
    const broken = failing('codes', new TypeError('parameters: ana@example.com'));
    const { sweep, state } = endless('links', 1);
    const sweeper = sweeperOf([broken.sweep, sweep]);
    for (let run = 0; run < 3; run += 1) await sweeper.sweep();
    expect(lines).toEqual(['warn: Expired codes could not be swept (TypeError); trying later']);
    expect(state.count).toBe(3);
    broken.state.error = null;
    for (let run = 0; run < 2; run += 1) await sweeper.sweep();
    expect(lines.slice(1)).toEqual(['log: Expired codes are swept again']);
  });

  it('logs once per run that it is behind when the run takes longer than an hour', async () => {
    const lines = logged();
    let minutes = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => minutes * 60_000);
    const { sweep, state } = endless('codes', 5);
    const slow: Sweep = {
      ...sweep,
      begin: (now) => {
        const batch = sweep.begin(now);
        return (...given) => {
          minutes += 25;
          return batch(...given);
        };
      },
    };
    const sweeper = sweeperOf([slow]);
    await sweeper.sweep();
    expect(lines).toEqual(['warn: Sweeping is behind: a run takes longer than 60 minutes, now at codes']);
    state.count = 0;
    await sweeper.sweep();
    expect(lines).toHaveLength(2);
  });

  it('sends nothing more to an unreachable database until the next run', async () => {
    const lines = logged();
    const away = failing('codes', new ConnectionLostError(null));
    const { sweep, state } = endless('links', 1);
    const sweeper = sweeperOf([away.sweep, sweep]);
    for (let run = 0; run < 3; run += 1) await sweeper.sweep();
    expect([lines.length, state.count]).toEqual([1, 0]);
    away.state.error = null;
    await sweeper.sweep();
    expect(state.count).toBe(1);
  });
});
