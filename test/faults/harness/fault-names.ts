import type { DatabaseKind } from './world';

const SERVER = ['postgres'] as const;
const BOTH = ['embedded', 'postgres'] as const;
const EMBEDDED = ['embedded'] as const;

/**
 * Every fault under traffic, with the databases that it is played on: the rows of the table in docs/reliability.md.
 * `npm run test:faults -- <name>` plays one.
 */
export const FAULTS = {
  'asynchronous-standby-promoted': SERVER,
  'clock-ahead': SERVER,
  'clock-behind': SERVER,
  'clocks-apart': SERVER,
  'clocks-apart-a-little': SERVER,
  'clocks-drifting': SERVER,
  'connections-refused': SERVER,
  'connections-reset': SERVER,
  deadlocks: SERVER,
  'disk-full': SERVER,
  'dns-failing': SERVER,
  'embedded-disk-full': EMBEDDED,
  'event-loop-blocked': BOTH,
  'graph-down': SERVER,
  'graph-dying': SERVER,
  'graph-frozen': SERVER,
  'graph-garbage': SERVER,
  'graph-refusing': SERVER,
  'graph-slow': SERVER,
  'idle-connections': SERVER,
  'legacy-down': SERVER,
  'legacy-dying': SERVER,
  'legacy-frozen': SERVER,
  'legacy-garbage': SERVER,
  'legacy-refusing': SERVER,
  'legacy-slow': SERVER,
  'memory-limit': SERVER,
  'nginx-reloading': SERVER,
  'portero-killed': BOTH,
  'portero-killed-at-a-step': BOTH,
  'portero-killed-in-a-migration': BOTH,
  'portero-killed-in-a-rotation': BOTH,
  'portero-restarted': BOTH,
  'postgres-frozen': SERVER,
  'postgres-killed': SERVER,
  'postgres-out-of-connections': SERVER,
  'postgres-read-only': SERVER,
  'postgres-restarted': SERVER,
  'postgres-slow': SERVER,
  'redis-frozen': SERVER,
  'redis-full': SERVER,
  'redis-killed': SERVER,
  'serialization-failures': SERVER,
  'slow-bodies': SERVER,
  'slow-senders': SERVER,
  'smtp-answer-lost': BOTH,
  'smtp-down': SERVER,
  'smtp-dying': BOTH,
  'smtp-refusing': SERVER,
  'smtp-slow': SERVER,
  soak: SERVER,
  'standby-promoted': SERVER,
  'table-locked': SERVER,
  'vanishing-clients': SERVER,
} as const satisfies Readonly<Record<string, readonly DatabaseKind[]>>;

/** The name of a fault under traffic. */
export type FaultName = keyof typeof FAULTS;
