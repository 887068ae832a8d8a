import { Injectable } from '@nestjs/common';
import { Clock, describeKeys, estimateOpenSessions, mailBacklog, MasterKey, webhookBacklog } from '@portero/identity';
import { DataSource } from 'typeorm';

/** The state of the installation in the database, for gauges. */
export interface StoredState {
  readonly mailsWaiting: number;
  /** 0 when none waits. */
  readonly oldestMailSeconds: number;
  readonly webhooksWaiting: number;
  /** The planner's estimate. */
  readonly sessionsOpen: number;
  /** Of the key that signs, by profile. */
  readonly keyAges: ReadonlyMap<string, number>;
}

/** Several gauges share one read, and frequent scrapes do not load the database. */
const KEPT_MS = 5000;

/** A scrape must not wait for an unreachable database. */
const LIMIT_MS = 1000;

/** Reads the state from the database. */
@Injectable()
export class ReadStoredState {
  private last: Promise<StoredState | null> = Promise.resolve(null);
  private readAt = -KEPT_MS;

  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: MasterKey,
    private readonly clock: Clock,
  ) {}

  /** The state, at most five seconds old; `null` when the database does not answer within a second. */
  now(): Promise<StoredState | null> {
    if (performance.now() - this.readAt < KEPT_MS) return this.last;
    this.readAt = performance.now();
    const limit = new Promise<null>((resolve) => setTimeout(resolve, LIMIT_MS, null).unref());
    this.last = Promise.race([this.read().catch(() => null), limit]);
    return this.last;
  }

  private async read(): Promise<StoredState> {
    const now = this.clock.now();
    const age = (moment: Date): number => Math.max(0, (now.getTime() - moment.getTime()) / 1000);
    const { waiting, oldest } = await mailBacklog(this.dataSource);
    const keys = await describeKeys(this.dataSource, this.masterKey, now);
    const signing = keys.filter(({ signsFrom, retiredAt }) => signsFrom <= now && retiredAt === null);
    return {
      mailsWaiting: waiting,
      oldestMailSeconds: oldest === null ? 0 : age(oldest),
      webhooksWaiting: await webhookBacklog(this.dataSource),
      sessionsOpen: await estimateOpenSessions(this.dataSource, now),
      keyAges: new Map(signing.map(({ profile, signsFrom }) => [profile, age(signsFrom)])),
    };
  }
}
