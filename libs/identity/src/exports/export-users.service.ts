import { Injectable } from '@nestjs/common';
import { type Owner, Transactions } from '@portero/database';
import { DataSource } from 'typeorm';
import { type PersonalDetails, personalDetailsOf } from '../accounts/personal-details';
import { AuditLog } from '../audit/audit-log.service';
import { MasterKey } from '../secrets/master-key';
import { totpSealContext } from '../users/totp-secret';
import { EXPORT_USERS, type ExportedRow } from './export-users.query';

/** A user, under the names that an import reads. */
export interface ExportedUser extends PersonalDetails {
  readonly externalId: string | null;
  readonly email: string | null;
  /** The time of verification; `false` when it is not verified; `null` for a user without an e-mail. */
  readonly emailVerified: Date | false | null;
  readonly username: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly role: number;
  /**
   * Since when, if that is known. `true` for a user who never confirmed a registration, because such a user cannot log
   * in either.
   */
  readonly disabled: Date | boolean;
  readonly createdAt: Date;
  /** `null` without a password, and when secrets are not included. */
  readonly passwordHash: string | null;
  readonly externalAccounts: readonly { readonly provider: string; readonly id: string }[];
  /** `null` without one, and when secrets are not included. */
  readonly totpSecret: string | null;
  /** Format and cost of a `passwordHash` that another system made; not exported. */
  readonly foreignHash: string | null;
}

/** The number of users that one statement reads and that are in memory at once. */
const PAGE = 2000;

/** Exports the users of an owner. */
@Injectable()
export class ExportUsers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly audit: AuditLog,
    private readonly masterKey: MasterKey,
  ) {}

  /**
   * All users in the order of their ids, page by page. The audit log records the export before the first page is read.
   * A user who changes meanwhile is exported as it is when its page is read.
   * @param withSecrets whether with password hashes and secrets of authenticator apps
   */
  async *pages({ id: ownerId }: Pick<Owner, 'id'>, withSecrets: boolean): AsyncGenerator<readonly ExportedUser[]> {
    const detail = withSecrets ? 'with_hashes' : 'without_hashes';
    await this.transactions.run((manager) => this.audit.record(manager, { ownerId, event: 'users_exported', detail }));
    for (let after = 0; ;) {
      const rows = await this.dataSource.query<ExportedRow[]>(EXPORT_USERS, [ownerId, after, PAGE, withSecrets]);
      if (rows.length > 0) yield rows.map((row) => this.read(row));
      if (rows.length < PAGE) return;
      after = rows.at(-1)?.id ?? after;
    }
  }

  private read(row: ExportedRow): ExportedUser {
    const { email, username } = row;
    return {
      externalId: row.external_id,
      email: row.has_email ? email : null,
      emailVerified: row.has_email ? (row.verified_at ?? false) : null,
      username,
      ...personalDetailsOf(row),
      country: row.country_code,
      role: row.role_id,
      disabled: row.active ? false : (row.disabled_at ?? true),
      createdAt: row.created_at,
      passwordHash: row.password_hash,
      externalAccounts: row.accounts ?? [],
      totpSecret: this.secretOf(row),
      foreignHash: row.foreign_hash,
    };
  }

  private secretOf({ totp_id: id, totp_sealed: sealed }: ExportedRow): string | null {
    return id === null || sealed === null ? null : this.masterKey.open(sealed, totpSealContext(id)).toString();
  }
}
