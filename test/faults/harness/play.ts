import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { findLosses, type MailCount } from './compare';
import { Ledger } from './ledger';
import { report } from './report';
import { OPERATIONS, sendWithin, Traffic } from './traffic';
import type { World } from './world';

const WARM_UP_MS = 1_500;
const LAST_MS = 500;
/** The service recovers within 5 seconds; a busy machine gets three times as long before a test fails. */
const RECOVERY_LIMIT_MS = 15_000;
const POLL_MS = 100;

/** One fault: what breaks, for how long, and how it ends. */
export interface Fault {
  readonly name: string;
  readonly break: (world: World) => Promise<void> | void;
  /** Milliseconds between both. */
  readonly holdMs: number;
  readonly mend: (world: World) => Promise<void> | void;
  /** What `/readyz` must answer at the end of the fault; not asked when absent. */
  readonly readyz?: 200 | 503;
  /** The clock jumps forward, so that tokens may end before their time. */
  readonly endsTokens?: true;
  /** What was acknowledged last may be lost; the table says how much was. */
  readonly mayLose?: true;
}

/** Plays a fault under traffic, compares the ledger, and adds a line to the file that `FAULT_RESULTS` names. */
export async function playFault(world: World, fault: Fault, mails: MailCount | null = world.mailsTo): Promise<void> {
  const ledger = new Ledger(fault.endsTokens);
  const traffic = new Traffic(world.target, ledger);
  let ready: number | null = null;
  let recoveryMs: number | null;
  try {
    await delay(WARM_UP_MS);
    await fault.break(world);
    await delay(fault.holdMs);
    if (fault.readyz !== undefined) ready = await readiness(world);
    await fault.mend(world);
    recoveryMs = await recovery(ledger);
    await delay(LAST_MS);
  } finally {
    await traffic.stop();
  }
  const losses = await findLosses(world.target, ledger, mails);
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
  if (fault.mayLose !== true) expect(losses, printed).toEqual([]);
  expect([...new Set(ledger.wrong)], printed).toEqual([]);
  expect(ready).toBe(fault.readyz ?? null);
  expect(recoveryMs, `no recovery within ${RECOVERY_LIMIT_MS / 1000} s`).not.toBeNull();
  expect(ledger.accounts.length).toBeGreaterThan(0);
}

async function readiness({ target }: World): Promise<number | null> {
  const answer = await sendWithin(RECOVERY_LIMIT_MS, target.origin, 'GET', '/readyz');
  return answer === null || answer === 'late' ? null : answer.status;
}

// Recovered means that every operation was acknowledged again.
async function recovery(ledger: Ledger): Promise<number | null> {
  const begun = performance.now();
  while (performance.now() - begun < RECOVERY_LIMIT_MS) {
    await delay(POLL_MS);
    if (ledger.allAcknowledgedSince(begun, OPERATIONS)) return Math.round(performance.now() - begun);
  }
  return null;
}
