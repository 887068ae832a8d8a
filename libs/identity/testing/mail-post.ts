import { Logger } from '@nestjs/common';
import { createDataSource, migrate, OutgoingMail, Transactions } from '@portero/database';
import type { DataSource, EntityManager } from 'typeorm';
import { expect, vi } from 'vitest';
import { secondsAfter } from '../src/clock';
import type { Mail } from '../src/mail/mail';
import { MailOutbox } from '../src/mail/mail-outbox.service';
import { type Mailer } from '../src/mail/mailer';
import { LEASE_SECONDS, MailQueue } from '../src/mail/queue/mail-queue.service';
import { MailSender } from '../src/mail/queue/mail-sender.service';
import { SystemRandomness } from '../src/randomness';
import { MasterKey } from '../src/secrets/master-key';
import { createScratchDatabase, type ScratchDatabase } from './scratch-database';
import { StoppedClock } from './stopped-clock';

const FROM = { name: 'Portero', address: 'no-reply@portero.example' };

export const TO = 'ana@example.com';

/** Polls until `condition` holds. */
export async function until(condition: () => unknown): Promise<void> {
  await vi.waitFor(async () => expect(await condition()).toBeTruthy(), { timeout: 30_000, interval: 10 });
}

/** Collects log lines from now on instead of printing them. `vi.restoreAllMocks()` ends it. */
export function capturedLog(): string[] {
  const lines: string[] = [];
  for (const level of ['log', 'warn', 'error'] as const) {
    vi.spyOn(Logger.prototype, level).mockImplementation(
      (line: unknown) => void lines.push(`${level}: ${String(line)}`),
    );
  }
  return lines;
}

/** The mail parts of one process of the service. */
export interface MailProcess {
  readonly sender: MailSender;
  readonly outbox: MailOutbox;
  readonly queue: MailQueue;
}

/** The mail parts of the service on a separate database, in any number of processes. */
export class MailPost {
  readonly clock = new StoppedClock();
  readonly masterKey = new MasterKey(Buffer.alloc(32, 7));
  private readonly running: MailSender[] = [];

  private constructor(
    private readonly database: ScratchDatabase,
    readonly dataSource: DataSource,
    readonly transactions: Transactions,
  ) {}

  static async open(): Promise<MailPost> {
    const database = await createScratchDatabase();
    const dataSource = await createDataSource(database.settings).initialize();
    await migrate(dataSource);
    return new MailPost(database, dataSource, new Transactions(dataSource));
  }

  /** A process that sends nothing until {@link start}. */
  process(mailer: Mailer): MailProcess {
    const queue = new MailQueue(this.transactions, this.masterKey, this.clock, new SystemRandomness());
    const sender = new MailSender(queue, mailer, { from: FROM });
    return { sender, queue, outbox: new MailOutbox(queue, sender) };
  }

  start(mailer: Mailer): MailProcess {
    const process = this.process(mailer);
    process.sender.onApplicationBootstrap();
    this.running.push(process.sender);
    return process;
  }

  /** Queues a verification code for `to`, in a new transaction unless one is given. */
  async promise({ outbox }: Pick<MailProcess, 'outbox'>, to: string, manager?: EntityManager): Promise<void> {
    const data = { code: '0471', accountName: 'Ana', ownerName: 'Tienda', expiresInMinutes: 15 };
    const mail: Mail = { template: 'verification_code', to, language: 'es', data, sender: { name: 'Tienda' } };
    if (manager) await outbox.enqueue(manager, mail);
    else await this.transactions.run((own) => outbox.enqueue(own, mail));
  }

  rows(): Promise<OutgoingMail[]> {
    return this.dataSource.getRepository(OutgoingMail).find({ order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async isEmpty(): Promise<boolean> {
    return (await this.rows()).length === 0;
  }

  /** Whether every started try has been recorded. The clock must not be moved before that. */
  async isSettled(): Promise<boolean> {
    const leaseEnd = secondsAfter(this.clock.now(), LEASE_SECONDS).getTime();
    return (await this.rows()).every(({ nextAttemptAt }) => nextAttemptAt.getTime() !== leaseEnd);
  }

  /** Ends the processes and empties the table. */
  async clear(): Promise<void> {
    await Promise.all(this.running.splice(0).map((sender) => sender.beforeApplicationShutdown()));
    await this.dataSource.getRepository(OutgoingMail).clear();
  }

  async close(): Promise<void> {
    await this.clear();
    await this.dataSource.destroy();
    await this.database.drop();
  }
}
