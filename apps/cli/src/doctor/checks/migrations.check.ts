import type { MigrationState } from '@portero/database';
import { counted } from '../../terminal/text';
import { type Finding, findingsAbout } from '../finding';

const migrationsAre = findingsAbout('migrations');

/** Whether the tables are those of this release. */
export function checkMigrations({ pending, unknown }: MigrationState): Finding[] {
  const found: Finding[] = [];
  if (pending.length > 0) {
    const message = `${counted(pending.length, 'migration')} to run: ${pending.join(', ')}.`;
    found.push(migrationsAre.wrong(message, 'Make a backup, then run `portero migrate`, or start the service.'));
  }
  if (unknown.length > 0) {
    const message = `The tables are of another release, which ran ${unknown.join(', ')}.`;
    found.push(migrationsAre.warning(message, 'Run the newer release, or restore the backup from before it.'));
  }
  return found.length > 0 ? found : [migrationsAre.ok('The tables are up to date.')];
}
