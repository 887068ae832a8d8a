import { Injectable, Logger } from '@nestjs/common';
import { LegacyBackEnd, Transactions, uniqueViolation, User } from '@portero/database';
import { DataSource, type EntityManager } from 'typeorm';
import { parseEmail } from '../accounts/email-address';
import { raiseUserIds } from '../accounts/raise-user-ids';
import { parseUsername } from '../accounts/username';
import { AuditLog } from '../audit/audit-log.service';
import { type Arrival, ArrivalRow } from './arrival-row.service';

/** Writes users from an old back end. */
@Injectable()
export class WriteArrival {
  private readonly logger = new Logger('Legacy');

  constructor(
    private readonly rows: ArrivalRow,
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Writes the user and counts it, all or nothing. If the name was taken meanwhile, the user who has it is used.
   * @returns whether such a user may exist now; `false` when its external id belongs to a user with other names
   */
  async write(backEnd: LegacyBackEnd, arrival: Arrival): Promise<boolean> {
    const row = await this.rows.of(backEnd, arrival);
    if (row === null) return false;
    try {
      await this.transactions.run((manager) => this.insert(manager, backEnd, row));
      return true;
    } catch (error) {
      const index = uniqueViolation(error);
      if (index === 'uq_users_owner_email_key' || index === 'uq_users_owner_username_key') return true;
      if (index !== 'uq_users_owner_external_id') throw error;
      this.logger.warn(
        `A user of the old back end of ${backEnd.dialect} exists here under another name and cannot log in`,
      );
      return false;
    }
  }

  /** Whether a user has the name now. */
  async isTaken({ ownerId }: LegacyBackEnd, typed: string): Promise<boolean> {
    const [email, username] = [parseEmail(typed), parseUsername(typed)];
    const users = this.dataSource.getRepository(User);
    if (email !== null) return users.existsBy({ ownerId, emailKey: email.key });
    return username !== null && (await users.existsBy({ ownerId, usernameKey: username.key }));
  }

  private async insert(manager: EntityManager, backEnd: LegacyBackEnd, row: Partial<User>): Promise<void> {
    const { id, ownerId, dialect } = backEnd;
    const user = await manager.save(manager.create(User, row));
    const detail = `legacy:${dialect}`;
    await this.audit.record(manager, { ownerId, userId: user.id, event: 'user_created', detail });
    await manager.query(`SELECT ${raiseUserIds('(SELECT $1::varchar AS external_id)')}`, [user.externalId]);
    await manager.increment(LegacyBackEnd, { id }, 'cameOver', 1);
  }
}
