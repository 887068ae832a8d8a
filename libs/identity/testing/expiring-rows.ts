import { randomBytes, randomUUID } from 'node:crypto';
import { createDataSource, IssuedToken, migrate, Owner, Session, Transactions, User } from '@portero/database';
import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import { secondsAfter } from '../src/clock';
import { Sweeper } from '../src/sweeping/sweeper.service';
import { sweepsOf } from '../src/sweeping/sweeps';
import { createScratchDatabase, type ScratchDatabase } from './scratch-database';
import { StoppedClock } from './stopped-clock';

const LATER = 10 * 86_400;

/** When a session ends, in seconds from now; a limit that is absent lies in the future. */
export interface Ends {
  readonly ended?: number;
  readonly idle?: number;
  readonly absolute?: number;
  /** When the sweep checks it; by default when it expires. */
  readonly sweep?: number;
}

/** A separate database with one user, and methods that add sessions and tokens which have ended or not. */
export class ExpiringRows {
  readonly clock = new StoppedClock(new Date());

  private constructor(
    private readonly database: ScratchDatabase,
    readonly dataSource: DataSource,
    readonly transactions: Transactions,
    readonly ownerId: number,
    readonly userId: number,
  ) {}

  static async open(): Promise<ExpiringRows> {
    const database = await createScratchDatabase();
    const dataSource = await createDataSource(database.settings).initialize();
    await migrate(dataSource);
    const named = { email: 'ana@example.com', emailKey: 'ana@example.com', countryCode: 'AR' };
    const owner = await dataSource.getRepository(Owner).save({ ...named, name: 'The shop', passwordHash: null });
    const user = await dataSource.getRepository(User).save({ ...named, ownerId: owner.id, roleId: 1 });
    return new ExpiringRows(database, dataSource, new Transactions(dataSource), owner.id, user.id);
  }

  get isEmbedded(): boolean {
    return this.database.settings.kind === 'embedded';
  }

  /** A time, in seconds from now. */
  at(seconds: number): Date {
    return secondsAfter(this.clock.now(), seconds);
  }

  /** The sweeper of one process of the service. */
  replica(): Sweeper {
    const sweeps = sweepsOf({ auditRetentionDays: 30 });
    return new Sweeper({ sweeps, byItself: false }, this.transactions, this.clock);
  }

  count(entity: EntityTarget<ObjectLiteral>): Promise<number> {
    return this.dataSource.getRepository(entity).count();
  }

  async sessions(): Promise<string[]> {
    return (await this.dataSource.getRepository(Session).find()).map(({ id }) => id).sort();
  }

  async addSession({
    ended,
    idle = LATER,
    absolute = LATER,
    sweep = Math.min(idle, absolute),
  }: Ends = {}): Promise<string> {
    const id = randomUUID();
    await this.dataSource.getRepository(Session).insert({
      id,
      ownerId: this.ownerId,
      userId: this.userId,
      profile: 'auth100',
      createdAt: this.at(-LATER),
      idleExpiresAt: this.at(idle),
      expiresAt: this.at(absolute),
      endedAt: ended === undefined ? null : this.at(ended),
      endReason: null,
      sweepAt: this.at(sweep),
    });
    return id;
  }

  /** @param expires in seconds from now; `null` when only its session ends it */
  async addToken(
    sessionId: string,
    kind: 'access' | 'refresh',
    expires: number | null,
    grantId = randomUUID(),
  ): Promise<string> {
    const id = randomUUID();
    await this.dataSource.getRepository(IssuedToken).insert({
      id,
      sessionId,
      grantId,
      kind,
      hash: kind === 'refresh' ? randomBytes(32) : null,
      issuedAt: this.at(-LATER),
      expiresAt: expires === null ? null : this.at(expires),
    });
    return id;
  }

  /** Deletes every session and its tokens. */
  async clear(): Promise<void> {
    await this.dataSource.getRepository(Session).deleteAll();
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
    await this.database.drop();
  }
}
