// `npm test`: everything that needs only npm. The last line it prints is `N passed, N failed`.
//   npm test                  static checks, unit specs, integration specs on PGlite and again on a real PostgreSQL
//   npm test -- <filter>      only the specs whose path contains the filter, and no static checks
//   npm run test:slow         only the *.slow.spec.ts
import { constants } from 'node:os';
import process from 'node:process';
import { install, root } from '../apps/auth/bin/prepare.mjs';
import { runStaticChecks, runBuild } from './support/runner/static-checks.mjs';
import { addUp, describe, failure } from './support/runner/outcome.mjs';
import { runVitest } from './support/runner/vitest-run.mjs';

const parameters = process.argv.slice(2);
const slow = parameters[0] === '--slow';
const filter = slow ? parameters.slice(1) : parameters;
let postgres = null;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void abandon(signal));

const outcomes = await runAll().catch((error) => [failure('npm test', error.stack)]);
await postgres?.stop();
const total = addUp(outcomes);
console.log(describe(total));
process.exit(total.failed === 0 ? 0 : 1);

async function runAll() {
  try {
    await install({ tell: console.log });
  } catch (error) {
    return [failure('install', error.message)];
  }
  const built = await runBuild();
  const unbuilt = built.failed > 0 ? [built] : [];
  if (slow) return [...unbuilt, ...(await runOnBothDatabases('slow-embedded', 'slow-server', true))];
  if (filter.length > 0) return [...unbuilt, ...(await runFiltered())];
  const checked = await runStaticChecks();
  const unit = await runVitest('unit', { root });
  return [built, ...checked, unit, ...(await runOnBothDatabases('embedded', 'server', false))];
}

async function runFiltered() {
  const unit = await runVitest('unit', { root, filter, mayBeEmpty: true });
  const outcomes = [unit, ...(await runOnBothDatabases('embedded', 'server', true))];
  const { passed, failed, skipped } = addUp(outcomes);
  if (passed + failed + skipped > 0) return outcomes;
  return [failure('filter', `No spec matches ${filter.join(' ')}.`)];
}

async function runOnBothDatabases(embedded, server, mayBeEmpty) {
  const first = await runVitest(embedded, { root, filter, mayBeEmpty });
  const isNothingToRun = mayBeEmpty && first.failed === 0 && first.passed + first.skipped === 0;
  if (isNothingToRun) return [first];
  // Not at the top: its packages may just have been installed.
  const { startPostgres } = await import('./support/postgres/postgres-server.mjs');
  postgres = await startPostgres();
  const second = await runVitest(server, { root, filter, mayBeEmpty, databaseUrl: postgres.url });
  return [first, second];
}

async function abandon(signal) {
  await postgres?.stop();
  process.exit(128 + constants.signals[signal]);
}
