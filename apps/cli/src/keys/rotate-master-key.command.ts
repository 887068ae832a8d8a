import type { INestApplicationContext } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { Transactions } from '@portero/database';
import {
  listSealed,
  MasterKey,
  MasterKeySeal,
  previousMasterKeyFile,
  readOrCreateMasterKey,
  readPreviousMasterKey,
  replaceMasterKey,
  resealAll,
  type Resealing,
  type SealedRow,
  UnreadableRowsError,
} from '@portero/identity';
import { SubCommand } from 'nest-commander';
import { DataSource } from 'typeorm';
import { OperatorCommand } from '../command/operator-command';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { counted } from '../terminal/text';

/** The number of rows that an error message names; the rest is only counted. */
const NAMED = 10;

/** `portero keys rotate-master` */
@SubCommand({
  name: 'rotate-master',
  description: 'Seal everything under a new master key that was sealed under the previous one.',
})
export class RotateMasterKeyCommand extends OperatorCommand {
  protected override readonly notes = [
    'With MASTER_KEY in the settings: give it the new key and MASTER_KEY_PREVIOUS the old one, on every',
    'replica, and then run this once, with the same two. Without MASTER_KEY, on the embedded database: it',
    'makes the new key itself and keeps the old one beside it, in master.key.previous. It changes',
    'everything or nothing, and a second run finds nothing left to do. docs/operations.md has the steps.',
  ];

  protected override async execute(): Promise<Report> {
    return this.installation.onCore(async (core, settings) => {
      try {
        const masterKey = await keysToRotate(core, settings);
        return reportOf(await resealAll(core.get(Transactions), masterKey), settings);
      } catch (error) {
        throw error instanceof UnreadableRowsError ? unreadable(error.rows) : error;
      }
    });
  }
}

/** The new key and the previous one. */
async function keysToRotate(core: INestApplicationContext, { secrets, database }: Settings): Promise<MasterKey> {
  const known = core.get(MasterKey);
  if (known.hasPrevious) return known;
  if (secrets.masterKey !== null) {
    throw new Refusal('no_previous_key', [
      'MASTER_KEY_PREVIOUS is not set: give it the key that is being replaced, and MASTER_KEY the new one.',
    ]);
  }
  if (database.kind === 'server') {
    const file = secrets.masterKeyFile;
    throw new Refusal('master_key_in_file', [
      `The master key is the file ${file}, which running services would go on with: set MASTER_KEY_PREVIOUS to what it holds, and MASTER_KEY to a new key.`,
    ]);
  }
  return replaceFile(core, known, secrets.masterKeyFile);
}

/**
 * Checked first, so that a rotation is begun only if it can be finished. No other process reads the file now, because
 * this one has the folder's lock.
 */
async function replaceFile(core: INestApplicationContext, known: MasterKey, file: string): Promise<MasterKey> {
  await core.get(MasterKeySeal).assert();
  const rows = await listSealed(core.get(DataSource).manager, known);
  const lost = rows.filter(({ sealedWith }) => sealedWith === null);
  if (lost.length > 0) throw new UnreadableRowsError(lost);
  replaceMasterKey(file);
  return new MasterKey(readOrCreateMasterKey(file), readPreviousMasterKey(file));
}

function unreadable(rows: readonly SealedRow[]): Refusal {
  const named = rows.slice(0, NAMED).map(({ kind, id }) => `${kind === 'mail' ? 'mail' : 'signing key'} ${id}`);
  const more = rows.length > NAMED ? `, and ${rows.length - NAMED} more` : '';
  return new Refusal('unreadable_rows', [
    `Nothing was changed, because no master key that is set opens these: ${named.join(', ')}${more}.`,
  ]);
}

function reportOf({ resealed, sealMoved }: Resealing, { secrets, codes }: Settings): Report {
  const inFile = secrets.masterKey === null;
  const isDone = !sealMoved && Object.values(resealed).every((count) => count === 0);
  const previous = inFile ? previousMasterKeyFile(secrets.masterKeyFile) : 'MASTER_KEY_PREVIOUS';
  const minutes = counted(Math.ceil(codes.lifetimeSeconds / 60), 'minute');
  const lines = [
    isDone
      ? 'Nothing to do: everything is sealed under the new master key already.'
      : `Sealed ${counted(resealed.signing_key, 'signing key')} and ${counted(resealed.mail, 'waiting mail')} under the new master key.`,
    '',
    `Codes that are out already need ${previous}. ${inFile ? 'Delete it' : 'Unset it everywhere'}`,
    `when no replica has used the old key for ${minutes}, and keep the old key with the back-ups made under it.`,
  ];
  const counts = { signingKeys: resealed.signing_key, mails: resealed.mail, totpSecrets: resealed.totp_secret };
  return { data: { changed: !isDone, resealed: counts, previous }, lines };
}
