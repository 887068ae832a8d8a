import type { Settings } from '@portero/config';
import { listSealed, MasterKey, previousMasterKeyFile } from '@portero/identity';
import type { DataSource } from 'typeorm';
import { counted } from '../../terminal/text';
import { type Finding, findingsAbout } from '../finding';
import type { MasterKeyState } from './keys.check';

const keysAre = findingsAbout('keys');

/** The progress of the rotation of the master key, while a previous one is configured. */
export async function checkRotation(
  { secrets }: Settings,
  masterKey: MasterKeyState,
  dataSource: DataSource,
): Promise<Finding[]> {
  if (masterKey.state !== 'there' || masterKey.previous === null) return [];
  const rows = await listSealed(dataSource.manager, new MasterKey(masterKey.key, masterKey.previous));
  const behind = rows.filter(({ sealedWith }) => sealedWith === 'previous');
  const previous = secrets.masterKey === null ? previousMasterKeyFile(secrets.masterKeyFile) : 'MASTER_KEY_PREVIOUS';
  if (behind.length === 0) {
    const mend = 'Take it away when the codes that were mailed under it are over (CODE_TTL).';
    return [keysAre.warning(`Nothing is sealed under ${previous} any more.`, mend)];
  }
  const mails = behind.filter(({ kind }) => kind === 'mail').length;
  const message = `${counted(behind.length - mails, 'signing key')} and ${counted(mails, 'waiting mail')} are sealed under ${previous}.`;
  return [keysAre.warning(message, 'When every replica has both keys, run `portero keys rotate-master`.')];
}
