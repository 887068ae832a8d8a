import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { AuditEvent, Transactions } from '@portero/database';
import { type EntityManager, In, LessThan } from 'typeorm';
import { Clock, secondsAfter } from '../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';

const DAY_SECONDS = 86_400;

/** Few enough that a batch holds nobody up. */
const BATCH = 1000;

/** Not at once, so that a command or a short run sweeps nothing. */
const FIRST_MS = 60_000;
const PAUSE_MS = 3_600_000;

/** Two arbitrary numbers: the replica that holds this lock sweeps, the others leave it to it. */
const LOCK = '1349481332, 2';

/** Deletes audit events that are older than the retention time, a batch at a time. */
@Injectable()
export class AuditRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Audit');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule(FIRST_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Deletes what is due. @returns how many events that were */
  async sweep(batch = BATCH): Promise<number> {
    let swept = 0;
    let last: number;
    do {
      last = await this.transactions.run((manager) => this.sweepBatch(manager, batch));
      swept += last;
    } while (last === batch && !this.stopping);
    return swept;
  }

  private async sweepBatch(manager: EntityManager, batch: number): Promise<number> {
    const [lock] = await manager.query<{ held: boolean }[]>(`SELECT pg_try_advisory_xact_lock(${LOCK}) AS held`);
    if (lock?.held !== true) return 0;
    const before = secondsAfter(this.clock.now(), -this.policy.auditRetentionDays * DAY_SECONDS);
    const due = await manager.find(AuditEvent, {
      where: { at: LessThan(before) },
      select: { id: true },
      order: { at: 'ASC' },
      take: batch,
    });
    if (due.length === 0) return 0;
    // The table refuses every other deletion.
    await manager.query(`SELECT set_config('portero.audit_sweep', 'on', true)`);
    await manager.delete(AuditEvent, { id: In(due.map(({ id }) => id)) });
    return due.length;
  }

  private schedule(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.running = this.sweep().then(
        (swept) => {
          if (swept > 0) this.logger.log(`Deleted ${swept} audit events past their retention`);
        },
        (error: unknown) => {
          this.logger.warn(`Audit events could not be swept (${error instanceof Error ? error.name : 'unknown'})`);
        },
      );
      void this.running.then(() => {
        if (!this.stopping) this.schedule(PAUSE_MS);
      });
    }, delayMs).unref();
  }
}
