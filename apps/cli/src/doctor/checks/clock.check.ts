import type { DatabaseFacts } from '@portero/database';
import { moment } from '../../terminal/text';
import { type Finding, findingsAbout } from '../finding';

const clockIs = findingsAbout('clock');

/** Replicas that differ by more than this disagree on which tokens and codes are alive. */
const TOLERATED_MS = 2_000;
const GROSS_MS = 30_000;

const MEND = 'Keep the clocks of all machines together with NTP (chrony, systemd-timesyncd).';

/** Whether the clocks of this machine and of the database agree. */
export function checkClock({ clockAheadMs, roundTripMs }: DatabaseFacts): Finding {
  const apart = Math.max(0, Math.abs(clockAheadMs) - roundTripMs / 2);
  if (apart <= TOLERATED_MS) return clockIs.ok('This machine and the database agree on the time.');
  const direction = clockAheadMs > 0 ? 'behind' : 'ahead of';
  const message = `The clock of this machine is ${(apart / 1000).toFixed(1)} s ${direction} the database's.`;
  return apart > GROSS_MS ? clockIs.wrong(message, MEND) : clockIs.warning(message, MEND);
}

/** Whether the clock is behind the newest row. */
export function checkNewestRow(newest: Date | null): Finding[] {
  if (newest === null || newest.getTime() <= Date.now() + GROSS_MS) return [];
  const message = `The newest row is of ${moment(newest)}, which is in the future of this machine.`;
  return [clockIs.wrong(message, MEND)];
}
