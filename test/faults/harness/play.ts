import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { findLosses, type MailCount } from './compare';
import type { FaultName } from './fault-names';
import { Ledger } from './ledger';
import { scrape, sumOf } from './metrics';
import { report } from './report';
import { OPERATIONS, sendWithin, type Target, Traffic } from './traffic';
import type { World } from './world';

const WARM_UP_MS = 1_500;
const LAST_MS = 500;
/** The service recovers within 5 seconds; a busy machine gets six times as long before a test fails. */
const RECOVERY_LIMIT_MS = 15_000;
const POLL_MS = 100;
/** What comes from the database is in the metrics for five seconds. */
const TOLD_PATIENCE = { timeout: 30_000, interval: 200 };

/** What tells the operator of a fault while it lasts, and that it is over. */
export interface Told {
  /** A line of the log that names what is away. */
  readonly log: RegExp;
  readonly metric: string;
  /** What counts of the metric: what has this label. */
  readonly label?: string;
  readonly during: (value: number) => boolean;
  /** And before it. */
  readonly after: (value: number) => boolean;
}

/** What a metric is that says whether something answers. */
export const DOWN_THEN_UP = { during: (value: number) => value === 0, after: (value: number) => value === 1 };

/** What `/metrics` and the log say of a database that is away. */
export function databaseAway(log = /The database (?:does not answer|is unavailable) \(\w/u): Told {
  return { log, metric: 'portero_database_up', ...DOWN_THEN_UP };
}

/** What they say of a database that answers and cannot write: which requests fail, and why. */
export const WRITES_FAIL: Told = {
  log: /The database is unavailable \(\w/u,
  metric: 'http_server_request_duration_seconds_count',
  label: 'http_response_status_code="503"',
  during: (value) => value > 0,
  after: () => true,
};

/** One fault: what breaks, for how long, and how it ends. */
export interface Fault {
  readonly name: FaultName;
  readonly break: (world: World) => Promise<void> | void;
  /** Milliseconds between both. */
  readonly holdMs: number;
  readonly mend: (world: World) => Promise<void> | void;
  /** What `/readyz` must answer at the end of the fault; not asked when absent. */
  readonly readyz?: 200 | 503;
  /** The clock jumps forward, so that tokens may end before their time. */
  readonly endsTokens?: true;
  /** While the fault lasts, every kind of request is acknowledged. */
  readonly othersGoOn?: true;
  /** What the operator is told. */
  readonly told?: Told;
  /** The moment, in epoch milliseconds, after which what was acknowledged may be lost; asked after the end. */
  readonly mayLoseSince?: () => number;
}

/**
 * Plays a fault under traffic, compares the ledger, and adds a line to the file that `FAULT_RESULTS` names.
 * @returns the ledger
 */
export async function playFault(
  world: World,
  fault: Fault,
  mails: MailCount = world.mailsTo,
  traffic: Target = world.target,
): Promise<Ledger> {
  const ledger = new Ledger(fault.endsTokens);
  // Before the traffic: it fills queues.
  if (fault.told !== undefined) await waitForMetric(world, fault.told, 'after');
  const { ready, wentOn, recoveryMs } = await playUnder(new Traffic(traffic, ledger), ledger, world, fault);
  const since = fault.mayLoseSince?.() ?? Infinity;
  const losses = await findLosses(world.target, ledger, mails, since);
  report({
    name: fault.name,
    database: world.database,
    requests: ledger.requests,
    failed: ledger.failures(),
    longestGapMs: ledger.longestGap(),
    recoveryMs: recoveryMs ?? RECOVERY_LIMIT_MS,
    lost: losses.length,
  });
  const printed = `The service printed:\n${world.errors.slice(-8_000)}`;
  expect(
    losses.filter(({ at }) => at < since).map(({ text }) => text),
    printed,
  ).toEqual([]);
  expect([...new Set(ledger.wrong)], printed).toEqual([]);
  expect(ready).toBe(fault.readyz ?? null);
  expect(wentOn, 'not every kind of request was acknowledged while the fault lasted').toBe(true);
  expect(recoveryMs, `no recovery within ${RECOVERY_LIMIT_MS / 1000} s`).not.toBeNull();
  expect(ledger.accounts.length).toBeGreaterThan(0);
  if (fault.told !== undefined) await waitForMetric(world, fault.told, 'after');
  expect(world.secrets.filter((secret) => world.printed.includes(secret))).toEqual([]);
  return ledger;
}

async function playUnder(traffic: Traffic, ledger: Ledger, world: World, fault: Fault) {
  try {
    await delay(WARM_UP_MS);
    const [begun, printed] = [performance.now(), world.printed.length];
    await fault.break(world);
    await delay(fault.holdMs);
    const wentOn = fault.othersGoOn !== true || (await recovery(ledger, begun)) !== null;
    const ready = fault.readyz === undefined ? null : await readiness(world);
    if (fault.told !== undefined) await assertTold(world, fault.told, printed);
    await fault.mend(world);
    const recoveryMs = await recovery(ledger, performance.now());
    await delay(LAST_MS);
    return { ready, wentOn, recoveryMs };
  } finally {
    await traffic.stop();
  }
}

// The metric first: a scrape looks at what it tells of.
async function assertTold(world: World, told: Told, printed: number): Promise<void> {
  await waitForMetric(world, told, 'during');
  await expect.poll(() => world.printed.slice(printed), TOLD_PATIENCE).toMatch(told.log);
}

async function waitForMetric({ target }: World, told: Told, when: 'during' | 'after'): Promise<void> {
  const isTold = async () => told[when](sumOf(await scrape(target), told.metric, told.label));
  await expect.poll(isTold, { ...TOLD_PATIENCE, message: `${told.metric} as ${when} the fault` }).toBe(true);
}

async function readiness({ target }: World): Promise<number | null> {
  const answer = await sendWithin(RECOVERY_LIMIT_MS, target.origin, 'GET', '/readyz');
  return answer === null || answer === 'late' ? null : answer.status;
}

// How long somebody waited for an operation after a moment, until each was acknowledged; null when not all were.
async function recovery(ledger: Ledger, begun: number): Promise<number | null> {
  const deadline = performance.now() + RECOVERY_LIMIT_MS;
  while (performance.now() < deadline) {
    await delay(POLL_MS);
    const wait = ledger.longestWaitSince(begun, OPERATIONS);
    if (wait !== null) return Math.round(wait);
  }
  return null;
}
