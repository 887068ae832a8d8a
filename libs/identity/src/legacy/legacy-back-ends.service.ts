import { Injectable } from '@nestjs/common';
import { LegacyBackEnd, LegacyDeparture, type Owner, Transactions } from '@portero/database';
import { DataSource, type UpdateResult } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';

/** The settings of an old back end that an operator makes. */
export type LegacyBackEndFields = Pick<
  LegacyBackEnd,
  'dialect' | 'loginUrl' | 'nameField' | 'network' | 'timeoutMs' | 'until' | 'provesEmail'
>;

/** How long the rows are cached. A change by the command takes effect after this time. */
const READ_MS = 5000;

/** The old back ends that are asked about users who do not exist here yet. */
@Injectable()
export class LegacyBackEnds {
  private read: { readonly at: number; readonly rows: Promise<readonly LegacyBackEnd[]> } | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** The old back end for log-ins of a dialect at an owner; `null` for none, and after its last day. */
  async forLogIns(ownerId: number, dialect: string): Promise<LegacyBackEnd | null> {
    const rows = await this.recent();
    const now = this.clock.now();
    const found = rows.find((row) => row.ownerId === ownerId && row.dialect === dialect);
    return found === undefined || (found.until !== null && found.until <= now) ? null : found;
  }

  /** Those of an owner, by dialect. */
  of({ id: ownerId }: Owner): Promise<LegacyBackEnd[]> {
    return this.dataSource.getRepository(LegacyBackEnd).find({ where: { ownerId }, order: { dialect: 'ASC' } });
  }

  /** Adds or changes an old back end. Its counts are kept. */
  async set({ id: ownerId }: Owner, fields: LegacyBackEndFields): Promise<void> {
    await this.transactions.run(async (manager) => {
      const row = { ...fields, ownerId, openUntil: null };
      await manager.upsert(LegacyBackEnd, row, ['ownerId', 'dialect']);
      await this.audit.record(manager, { ownerId, event: 'owner_updated', detail: `legacy_set:${fields.dialect}` });
    });
    this.read = null;
  }

  /**
   * Removes an old back end. Removing the last one also deletes the names of deleted users. @returns whether there was
   * one
   */
  async remove({ id: ownerId }: Owner, dialect: string): Promise<boolean> {
    const removed = await this.transactions.run(async (manager) => {
      const { affected } = await manager.delete(LegacyBackEnd, { ownerId, dialect });
      if (affected !== 1) return false;
      if ((await manager.countBy(LegacyBackEnd, { ownerId })) === 0) await manager.delete(LegacyDeparture, { ownerId });
      await this.audit.record(manager, { ownerId, event: 'owner_updated', detail: `legacy_removed:${dialect}` });
      return true;
    });
    this.read = null;
    return removed;
  }

  /** Counts the outcome of a request. */
  count(id: number, what: 'cameOver' | 'refused'): Promise<UpdateResult> {
    return this.dataSource.getRepository(LegacyBackEnd).increment({ id }, what, 1);
  }

  /** Counts a failure. @param openUntil until when no requests are sent */
  async countFailure(id: number, reason: string, openUntil: Date | null): Promise<void> {
    const backEnds = this.dataSource.getRepository(LegacyBackEnd);
    await backEnds.increment({ id }, 'failed', 1);
    const told = { lastFailure: reason, lastFailureAt: this.clock.now() };
    await backEnds.update({ id }, openUntil === null ? told : { ...told, openUntil });
  }

  /** Records that it answers again. */
  async close(id: number): Promise<void> {
    await this.dataSource.getRepository(LegacyBackEnd).update({ id }, { openUntil: null });
    this.read = null;
  }

  private recent(): Promise<readonly LegacyBackEnd[]> {
    const at = this.clock.now().getTime();
    if (this.read !== null && Math.abs(at - this.read.at) < READ_MS) return this.read.rows;
    const rows = this.dataSource.getRepository(LegacyBackEnd).find();
    const read = { at, rows };
    this.read = read;
    rows.catch(() => {
      if (this.read === read) this.read = null;
    });
    return rows;
  }
}
