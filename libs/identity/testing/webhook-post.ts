import { randomUUID } from 'node:crypto';
import { createDataSource, migrate, Owner, Transactions, WebhookDelivery, WebhookEndpoint } from '@portero/database';
import type { DataSource, EntityManager } from 'typeorm';
import { AuditLog } from '../src/audit/audit-log.service';
import type { AuditEntry } from '../src/audit/audit-entry';
import { SystemRandomness } from '../src/randomness';
import { MasterKey } from '../src/secrets/master-key';
import { FindWebhooks } from '../src/webhooks/find-webhooks.service';
import { ManageWebhooks } from '../src/webhooks/manage-webhooks.service';
import { type HostResolver, SystemResolver } from '../src/webhooks/outbound/host-resolver';
import { DeliverWebhook } from '../src/webhooks/queue/deliver-webhook.service';
import { WebhookQueue } from '../src/webhooks/queue/webhook-queue.service';
import { WebhookSender } from '../src/webhooks/queue/webhook-sender.service';
import { WebhookKeys } from '../src/webhooks/webhook-keys.service';
import { createScratchDatabase, type ScratchDatabase } from './scratch-database';
import { StoppedClock } from './stopped-clock';

/** The webhook parts of one process of the service. */
export interface WebhookProcess {
  readonly sender: WebhookSender;
  readonly manage: ManageWebhooks;
  readonly find: FindWebhooks;
}

/** The webhook parts of the service on a separate database, in any number of processes. */
export class WebhookPost {
  readonly clock = new StoppedClock();
  readonly masterKey = new MasterKey(Buffer.alloc(32, 7));
  private readonly audit: AuditLog;
  private readonly running: WebhookSender[] = [];

  private constructor(
    private readonly database: ScratchDatabase,
    readonly dataSource: DataSource,
    readonly transactions: Transactions,
  ) {
    this.audit = new AuditLog(dataSource, this.clock, this.masterKey);
  }

  static async open(): Promise<WebhookPost> {
    const database = await createScratchDatabase();
    const dataSource = await createDataSource(database.settings).initialize();
    await migrate(dataSource);
    return new WebhookPost(database, dataSource, new Transactions(dataSource));
  }

  /** A process that sends. Its sender runs until {@link clear}. */
  start(allowLoopback?: boolean, resolver?: HostResolver): WebhookProcess {
    const process = this.process(allowLoopback, resolver);
    process.sender.onApplicationBootstrap();
    this.running.push(process.sender);
    return process;
  }

  /** A process that sends nothing. */
  process(allowLoopback = true, resolver: HostResolver = new SystemResolver()): WebhookProcess {
    const settings = { sends: true, allowLoopback };
    const { clock, masterKey, transactions, dataSource } = this;
    const deliver = new DeliverWebhook(masterKey, clock, resolver, settings);
    const sender = new WebhookSender(new WebhookQueue(dataSource, transactions, clock), deliver, settings);
    const keys = new WebhookKeys(masterKey, new SystemRandomness(), this.audit);
    const manage = new ManageWebhooks(transactions, clock, keys, resolver, settings);
    const find = new FindWebhooks(dataSource, transactions, clock, sender);
    return { sender, manage, find };
  }

  async owner(): Promise<Owner> {
    const email = `${randomUUID()}@example.com`;
    const row = { email, emailKey: email, name: 'Tienda', countryCode: 'AR', passwordHash: null };
    return this.dataSource.getRepository(Owner).save(this.dataSource.getRepository(Owner).create(row));
  }

  /** Writes an audit event, in a new transaction unless one is given. */
  async happen(owner: Owner, entry: Omit<AuditEntry, 'ownerId'>, manager: EntityManager | null = null): Promise<void> {
    await this.audit.record(manager, { ownerId: owner.id, ...entry });
  }

  deliveries(): Promise<WebhookDelivery[]> {
    return this.dataSource.getRepository(WebhookDelivery).find({ order: { eventId: 'ASC' } });
  }

  /** Whether no delivery is running. The clock must not be moved before that. */
  async isResting(): Promise<boolean> {
    const now = this.clock.now();
    const leaseEnd = now.getTime() + 60_000;
    return (await this.deliveries()).every(
      ({ settledAt, nextAttemptAt }) =>
        settledAt !== null || (nextAttemptAt > now && nextAttemptAt.getTime() !== leaseEnd),
    );
  }

  /** Ends the processes and empties the tables. */
  async clear(): Promise<void> {
    await Promise.all(this.running.splice(0).map((sender) => sender.beforeApplicationShutdown()));
    await this.dataSource.getRepository(WebhookEndpoint).createQueryBuilder().delete().execute();
  }

  async close(): Promise<void> {
    await this.clear();
    await this.dataSource.destroy();
    await this.database.drop();
  }
}
