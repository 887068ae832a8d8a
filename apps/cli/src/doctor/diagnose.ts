import type { Settings } from '@portero/config';
import { FolderInUseError, inspectDatabase, migrationState, newestRowAt } from '@portero/database';
import { mailBacklog } from '@portero/identity';
import type { DataSource } from 'typeorm';
import { type Installation, isYetToBeMade } from '../installation/installation';
import { explain } from '../outcome/explain';
import { EXIT } from '../outcome/exit-codes';
import { checkCertificates } from './checks/certificates.check';
import { checkClock, checkNewestRow } from './checks/clock.check';
import { checkDatabase } from './checks/database.check';
import { checkMasterKey, checkSigningKeys, findMasterKey, type MasterKeyState } from './checks/keys.check';
import { checkLimitStore } from './checks/limits.check';
import { checkMailBacklog, checkMailServer } from './checks/mail.check';
import { checkManagement } from './checks/management.check';
import { checkMigrations } from './checks/migrations.check';
import { checkRotation } from './checks/rotation.check';
import { checkSettings } from './checks/settings.check';
import { checkStandby, NO_STANDBY } from './checks/standby.check';
import { type Finding, findingsAbout, type Subject } from './finding';

/** In the order of their dependencies. */
const SUBJECTS: readonly Subject[] = [
  'settings',
  'database',
  'standby',
  'migrations',
  'keys',
  'mail',
  'limits',
  'clock',
  'certificates',
  'management',
];

/** The findings about an installation. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly exitCode: number;
}

/** Checks everything that can be checked, and changes nothing. */
export async function diagnose(installation: Installation): Promise<Diagnosis> {
  const { settings, findings } = checkSettings(() => installation.settings());
  if (settings === null) return concluded(findings, EXIT.done);
  const masterKey = findMasterKey(settings);
  const [around, stored] = await Promise.all([lookAround(settings), checkStored(installation, settings, masterKey)]);
  return concluded(
    [...findings, ...around, ...checkMasterKey(settings, masterKey), ...stored.findings],
    stored.exitCode,
  );
}

/** The checks without the database. */
async function lookAround(settings: Settings): Promise<readonly Finding[]> {
  const certificates = checkCertificates(settings);
  const others = [checkMailServer(settings), checkLimitStore(settings), checkManagement(settings)];
  return [...(await certificates), ...(await Promise.all(others))];
}

/** Sorted, with a line for each subject that could not be checked. */
function concluded(found: readonly Finding[], exitCode: number): Diagnosis {
  const findings = SUBJECTS.flatMap((subject) => {
    const about = found.filter(({ check }) => check === subject);
    return about.length > 0 ? about : [findingsAbout(subject).unchecked('Not looked at, because of the above.')];
  });
  const isWrong = findings.some(({ state }) => state === 'wrong');
  return { findings, exitCode: isWrong ? EXIT.refused : exitCode };
}

const NOT_MADE = findingsAbout('database').warning(
  'There is no database yet.',
  'Start the service, or run `portero migrate`: either makes it.',
);

/** The checks of data in the database. */
async function checkStored(
  installation: Installation,
  settings: Settings,
  masterKey: MasterKeyState,
): Promise<Diagnosis> {
  if (isYetToBeMade(settings)) return { findings: [NOT_MADE, NO_STANDBY], exitCode: EXIT.done };
  try {
    const findings = await installation.onDatabase(settings, (dataSource) =>
      checkOpened(settings, masterKey, dataSource),
    );
    return { findings, exitCode: EXIT.done };
  } catch (error) {
    return { findings: [unopened(error)], exitCode: error instanceof FolderInUseError ? EXIT.folderInUse : EXIT.done };
  }
}

async function checkOpened(settings: Settings, masterKey: MasterKeyState, dataSource: DataSource): Promise<Finding[]> {
  const facts = await inspectDatabase(dataSource);
  const migrations = await migrationState(dataSource);
  const standby = await checkStandby(settings, dataSource);
  const found = [...checkDatabase(settings, facts), standby, ...checkMigrations(migrations), checkClock(facts)];
  if (migrations.pending.length > 0) return found;
  return [
    ...found,
    ...checkNewestRow(await newestRowAt(dataSource)),
    ...(await checkSigningKeys(settings, masterKey, dataSource)),
    ...(await checkRotation(settings, masterKey, dataSource)),
    ...checkMailBacklog(await mailBacklog(dataSource)),
  ];
}

/** A database that the service has open is not an error, but it cannot be checked. */
function unopened(error: unknown): Finding {
  const { code, lines } = explain(error);
  const message = lines.join(' ');
  if (code === 'folder_in_use') return findingsAbout('database').unchecked(message);
  if (code === 'unexpected') return findingsAbout('database').wrong(error instanceof Error ? error.message : message);
  return findingsAbout('database').wrong(message, 'Check DATABASE_URL, and that this machine may connect to it.');
}
