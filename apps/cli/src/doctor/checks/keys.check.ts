import { statSync } from 'node:fs';
import type { Settings } from '@portero/config';
import { describeKeys, MasterKey, readMasterKey, readPreviousMasterKey, type SigningKeyFacts } from '@portero/identity';
import type { DataSource } from 'typeorm';
import { counted } from '../../terminal/text';
import { type Finding, findingsAbout } from '../finding';

const keysAre = findingsAbout('keys');

/** A placeholder for an absent master key. Nothing was ever sealed with it. */
const NO_KEY = Buffer.alloc(32);

/** The master key; it does not create one. */
export type MasterKeyState =
  | { readonly state: 'there'; readonly key: Buffer; readonly previous: Buffer | null }
  | { readonly state: 'missing' }
  /** The file exists but contains no key. */
  | { readonly state: 'damaged' };

/** Finds the master key in the same way as the service. */
export function findMasterKey({ secrets }: Settings): MasterKeyState {
  if (secrets.masterKey !== null) {
    return { state: 'there', key: secrets.masterKey, previous: secrets.masterKeyPrevious };
  }
  try {
    const key = readMasterKey(secrets.masterKeyFile);
    if (key === null) return { state: 'missing' };
    return { state: 'there', key, previous: readPreviousMasterKey(secrets.masterKeyFile) };
  } catch {
    return { state: 'damaged' };
  }
}

/** Whether the master key is stored safely. */
export function checkMasterKey({ secrets }: Settings, { state }: MasterKeyState): Finding[] {
  const { masterKey, masterKeyFile } = secrets;
  if (state === 'damaged') {
    const mend = 'Bring the file back from a backup; a new key opens nothing that is sealed already.';
    return [keysAre.wrong(`${masterKeyFile} does not hold a master key.`, mend)];
  }
  if (masterKey !== null || state === 'missing') return [];
  const othersMayRead = process.platform !== 'win32' && (statSync(masterKeyFile).mode & 0o077) !== 0;
  if (!othersMayRead) return [];
  return [keysAre.warning(`Other users of this machine may read ${masterKeyFile}.`, `Run chmod 600 ${masterKeyFile}.`)];
}

/** Whether the master key opens every signing key. */
export async function checkSigningKeys(
  settings: Settings,
  masterKey: MasterKeyState,
  dataSource: DataSource,
): Promise<Finding[]> {
  if (masterKey.state === 'damaged') return [];
  const sealing =
    masterKey.state === 'there' ? new MasterKey(masterKey.key, masterKey.previous) : new MasterKey(NO_KEY);
  const keys = await describeKeys(dataSource, sealing, new Date());
  const unreadable = keys.filter(({ readable }) => !readable);
  if (masterKey.state === 'missing' && keys.length > 0) return [missing(settings)];
  if (unreadable.length > 0) return [unreadableAmong(keys, unreadable)];
  if (keys.length === 0) return [keysAre.ok('There are no signing keys yet; each is made when it is first needed.')];
  const signing = keys.filter(({ retiredAt, signsFrom }) => retiredAt === null && signsFrom <= new Date());
  const retired = keys.filter(({ retiredAt }) => retiredAt !== null).length;
  return [
    keysAre.ok(
      `The master key opens all of them. Signing: ${signing.map(({ profile }) => profile).join(', ')}; ${counted(retired, 'retired key')}.`,
    ),
  ];
}

function missing({ secrets }: Settings): Finding {
  const message = `There are signing keys, but no master key: MASTER_KEY is not set, and ${secrets.masterKeyFile} is not there.`;
  return keysAre.wrong(message, 'Set MASTER_KEY, or DATA_DIR, to what the service is started with.');
}

function unreadableAmong(keys: readonly SigningKeyFacts[], unreadable: readonly SigningKeyFacts[]): Finding {
  const profiles = [...new Set(unreadable.map(({ profile }) => profile))].join(', ');
  const message = `The master key does not open ${unreadable.length} of ${counted(keys.length, 'signing key')} (${profiles}).`;
  return keysAre.wrong(
    message,
    'Set MASTER_KEY, or DATA_DIR, to what the service was started with when they were made.',
  );
}
