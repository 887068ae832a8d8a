import { Logger } from '@nestjs/common';
import type { LimitStoreState } from '../limit-store-state.service';
import type { CountStore } from './count-store';

const RETRY_MS = 1000;
const CONNECT_LIMIT_MS = 1000;

/** A slower answer counts as none, because the next request would give up on the store again. */
const PROBE_LIMIT_MS = 50;

/** What a store says of a connection that ended or was never made. */
const LOST: ReadonlySet<string> = new Set(['lost', 'not connected']);

/** A key that is written and deleted to check whether the store accepts writes: a full store still answers reads. */
const PROBE = { id: 'probe', more: 1, seconds: 1 } as const;

/** The shared store did not answer in time. */
export class StoreTimeoutError extends Error {
  override readonly name = 'StoreTimeoutError';
}

/** Tracks whether the shared store answers, logs each change once, and checks when it answers again. */
export class StoreHealth {
  private readonly logger = new Logger('Limits');
  private timer: NodeJS.Timeout | null = null;
  private isClosed = false;
  private wasTold = false;

  constructor(
    private readonly counts: CountStore,
    private readonly state: LimitStoreState,
    private readonly onRecovery: () => void,
  ) {
    this.state.isUp = false;
  }

  /** Whether the store is used. */
  get isUp(): boolean {
    return this.state.isUp;
  }

  /** Connects. Never throws: while the store is down, it retries every second. */
  async start(): Promise<void> {
    try {
      this.counts.drop();
      await within(CONNECT_LIMIT_MS, this.counts.open());
      await within(PROBE_LIMIT_MS, this.counts.run('add', [{ ...PROBE, kind: 'add' }]));
      if (this.isClosed) this.counts.drop();
      else this.recovered();
    } catch (error) {
      this.failed(error);
    }
  }

  /** Records a failure of the store: it is not used until it answers again. */
  failed(error: unknown): void {
    this.counts.drop();
    if (this.isClosed) return;
    if (this.state.isUp || !this.wasTold) {
      const reason = reasonOf(error);
      this.logger.warn(
        `The store of the limits (${this.counts.name}) does not answer (${reason}); this process counts alone until it does`,
      );
    }
    this.wasTold = true;
    this.state.isUp = false;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.start();
    }, RETRY_MS).unref();
  }

  close(): void {
    this.isClosed = true;
    this.state.isUp = false;
    if (this.timer) clearTimeout(this.timer);
    this.counts.drop();
  }

  private recovered(): void {
    this.logger.log(`The limits are shared through ${this.counts.name}`);
    this.wasTold = true;
    this.state.isUp = true;
    this.onRecovery();
  }
}

/**
 * Throws `StoreTimeoutError` when it takes longer. An answer that has arrived in time counts, even if the process was
 * too busy to read it.
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      setImmediate(() => {
        reject(new StoreTimeoutError());
      });
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
    late.catch(() => undefined);
  }
}

/** The message is left out, because a driver's message may quote a host, a user or a command. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error instanceof StoreTimeoutError) return 'no answer in time';
  if (LOST.has(error.message)) return 'lost';
  const code: unknown = Reflect.get(error, 'code') ?? Reflect.get(Object(Reflect.get(error, 'driverError')), 'code');
  if (typeof code === 'string') return code;
  // Errors of Redis and Valkey begin with a code: OOM, NOAUTH, WRONGPASS, READONLY, LOADING.
  return /^[A-Z]{3,}(?=\s)/u.exec(error.message)?.[0] ?? error.name;
}

/** Whether a store can keep counts. @returns the reason why not, without secrets; `null` when it can */
export async function probeStore(counts: CountStore): Promise<string | null> {
  try {
    await within(CONNECT_LIMIT_MS, counts.open());
    await within(CONNECT_LIMIT_MS, counts.run('add', [{ ...PROBE, kind: 'add' }]));
    return null;
  } catch (error) {
    return reasonOf(error);
  } finally {
    counts.drop();
  }
}
