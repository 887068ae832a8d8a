import {
  KnownNetwork,
  LegacyPasswordChange,
  LegacyWriteBack,
  OutgoingMail,
  SigningKey,
  type Transactions,
  UserTotpSecret,
  WebhookEndpoint,
} from '@portero/database';
import type { EntityManager, EntityTarget } from 'typeorm';
import { sealContext } from '../keys/key-material';
import { mailSealContext } from '../mail/queue/queued-mail';
import { passwordChangeSealContext, writeBackSealContext } from '../legacy/write-back/write-back-seal';
import type { MasterKey, SealedWith } from '../secrets/master-key';
import { totpSealContext } from '../users/totp-secret';
import { webhookSealContext } from '../webhooks/webhook-secrets';
import { moveSeal } from '../secrets/master-key-seal.service';

/** Kinds of data that are sealed under the master key. */
export type SealedKind =
  'signing_key' | 'mail' | 'totp_secret' | 'webhook_secret' | 'legacy_secret' | 'legacy_password';

/** One sealed row. */
export interface SealedRow {
  readonly kind: SealedKind;
  readonly id: string;
  /** `null` when no known key opens it. */
  readonly sealedWith: SealedWith | null;
}

/** The result of {@link resealAll}. */
export interface Resealing {
  /** How many rows of each kind were sealed anew. */
  readonly resealed: Readonly<Record<SealedKind, number>>;
  /** Whether the database belonged to the previous key until now. */
  readonly sealMoved: boolean;
}

/** Thrown when rows open with neither key. */
export class UnreadableRowsError extends Error {
  override readonly name = 'UnreadableRowsError';

  constructor(readonly rows: readonly SealedRow[]) {
    super(`${rows.length} sealed rows cannot be opened with any known key.`);
  }
}

interface SealedTable {
  readonly kind: SealedKind;
  readonly entity: EntityTarget<object>;
  readonly table: string;
  readonly key: string;
  /** Sorts before every primary key. */
  readonly before: string;
  readonly context: (id: string) => string;
}

interface StoredRow {
  readonly id: string;
  readonly sealed: Buffer;
}

/** Every table with a column `sealed`. */
const SEALED_TABLES: readonly SealedTable[] = [
  {
    kind: 'signing_key',
    entity: SigningKey,
    table: 'signing_keys',
    key: 'kid',
    before: '',
    context: sealContext,
  },
  {
    kind: 'mail',
    entity: OutgoingMail,
    table: 'outgoing_mails',
    key: 'id',
    before: '00000000-0000-0000-0000-000000000000',
    context: mailSealContext,
  },
  {
    kind: 'totp_secret',
    entity: UserTotpSecret,
    table: 'user_totp_secrets',
    key: 'id',
    before: '00000000-0000-0000-0000-000000000000',
    context: totpSealContext,
  },
  {
    kind: 'webhook_secret',
    entity: WebhookEndpoint,
    table: 'webhook_endpoints',
    key: 'id',
    before: '00000000-0000-0000-0000-000000000000',
    context: webhookSealContext,
  },
  {
    kind: 'legacy_secret',
    entity: LegacyWriteBack,
    table: 'legacy_write_backs',
    key: 'id',
    before: '00000000-0000-0000-0000-000000000000',
    context: writeBackSealContext,
  },
  {
    kind: 'legacy_password',
    entity: LegacyPasswordChange,
    table: 'legacy_password_changes',
    key: 'id',
    before: '00000000-0000-0000-0000-000000000000',
    context: passwordChangeSealContext,
  },
];

/** The number of rows that are in memory at once. */
const PAGE = 200;

/** Every sealed row and the key that opens it. Changes nothing. */
export async function listSealed(manager: EntityManager, masterKey: MasterKey): Promise<readonly SealedRow[]> {
  const found: SealedRow[] = [];
  for (const table of SEALED_TABLES) {
    for await (const { id, sealed } of rowsOf(manager, table, '')) {
      found.push({ kind: table.kind, id, sealedWith: masterKey.sealedWith(sealed, table.context(id)) });
    }
  }
  return found;
}

/**
 * Reseals under the current key everything that is sealed under the previous one, and makes the current key the
 * database's key, in one transaction. Rows under the current key are not changed.
 *
 * Throws `UnreadableRowsError` when a row opens with neither key, `WrongMasterKeyError` when the database belongs to
 * neither.
 */
export async function resealAll(transactions: Transactions, masterKey: MasterKey): Promise<Resealing> {
  return transactions.run(async (manager) => {
    const sealMoved = await moveSeal(manager, masterKey);
    const resealed = Object.fromEntries(SEALED_TABLES.map(({ kind }) => [kind, 0])) as Record<SealedKind, number>;
    const unreadable: SealedRow[] = [];
    for (const table of SEALED_TABLES) {
      for await (const row of rowsOf(manager, table, 'FOR UPDATE')) {
        const sealedWith = await reseal(manager, masterKey, table, row);
        if (sealedWith === 'previous') resealed[table.kind] += 1;
        if (sealedWith === null) unreadable.push({ kind: table.kind, id: row.id, sealedWith });
      }
    }
    if (unreadable.length > 0) throw new UnreadableRowsError(unreadable);
    // Networks are stored as hashes under the master key. After the change all would look new, and every user would get
    // a mail about it.
    if (sealMoved) await manager.createQueryBuilder().delete().from(KnownNetwork).execute();
    return { resealed, sealMoved };
  });
}

/** @returns the key with which the row was sealed before */
async function reseal(
  manager: EntityManager,
  masterKey: MasterKey,
  { entity, key, context }: SealedTable,
  { id, sealed }: StoredRow,
): Promise<SealedWith | null> {
  const sealedWith = masterKey.sealedWith(sealed, context(id));
  if (sealedWith === 'previous') {
    const anew = masterKey.seal(masterKey.open(sealed, context(id)), context(id));
    await manager.update(entity, { [key]: id }, { sealed: anew });
  }
  return sealedWith;
}

async function* rowsOf(
  manager: EntityManager,
  { table, key, before }: SealedTable,
  locking: 'FOR UPDATE' | '',
): AsyncGenerator<StoredRow> {
  let after = before;
  for (let page: StoredRow[] | null = null; page === null || page.length === PAGE;) {
    page = await manager.query<StoredRow[]>(
      `SELECT "${key}" AS "id", "sealed" FROM "${table}" WHERE "${key}" > $1 ORDER BY "${key}" LIMIT ${PAGE} ${locking}`,
      [after],
    );
    yield* page;
    after = page.at(-1)?.id ?? after;
  }
}
