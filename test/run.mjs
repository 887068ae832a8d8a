// `npm test`: everything that needs only npm. The last line it prints is `N passed, N failed`.
//   npm test                  types, boundaries, unit specs, integration specs on PostgreSQL, and some of them on PGlite too
//   npm test -- <filter>      only the specs whose path contains the filter, no static checks, a build only if one needs it
//   test/run.mjs --brief      unit specs and journeys on the server; see node-24.mjs
//   npm run test:slow         the *.slow.spec.ts, lint and format
import { constants } from 'node:os';
import process from 'node:process';
import { install, root } from '../apps/auth/bin/prepare.mjs';
import { runInLanes } from './support/runner/lanes.mjs';
import { runBuild, runCheck } from './support/runner/static-checks.mjs';
import { addUp, describe, failure } from './support/runner/outcome.mjs';
import { matchingSpecs, runVitest } from './support/runner/vitest-run.mjs';

const parameters = process.argv.slice(2);
const slow = parameters[0] === '--slow';
const brief = parameters[0] === '--brief';
const filter = slow || brief ? parameters.slice(1) : parameters;
let postgres = null;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void abandon(signal));

const outcomes = await runAll().catch((error) => [failure('npm test', error.stack)]);
await stopServer();
const total = addUp(outcomes);
console.log(describe(total));
process.exit(total.failed === 0 ? 0 : 1);

async function runAll() {
  try {
    await install({ tell: console.log });
  } catch (error) {
    return [failure('install', error.message)];
  }
  if (slow) return runSlow();
  if (brief) return runBrief();
  return filter.length > 0 ? runFiltered() : runInLanes(everyDay());
}

// The longest come first, so that the lanes end at about the same time.
function everyDay() {
  return [
    runBuild,
    ...inShards(2, (shard) => () => onServer('server', { shard })),
    () => onEmbedded('embedded'),
    () => runVitest('unit', { root }),
    () => runCheck('typecheck'),
    () => runCheck('boundaries'),
  ];
}

// What a second version of Node is tried with: every dialect, the command, streams, mails, traces and native packages.
async function runBrief() {
  const words = [
    ...[
      'across-dialects',
      'readme',
      'koko-session',
      'bookker-session',
      'simplejwt-session',
      'shoop-session',
      'auth100-',
    ],
    ...['cli', 'clients', 'forward-auth', 'oauth-', 'traces', 'metrics', 'security-notices', 'foreign-hashes'],
  ];
  const brief = words.map((word) => `test/journeys/${word}`);
  const journeys = async () => {
    const { url } = await (postgres ??= startServer());
    return runVitest('server', { root, filter: brief, databaseUrl: url });
  };
  return runInLanes([journeys, () => runVitest('unit', { root })]);
}

async function runSlow() {
  const outcomes = [await runBuild()];
  const found = filter.length === 0 ? null : await matchingSpecs(filter, { root });
  const isWanted = (project) => found === null || found.has(project);
  // The longest come first, here too.
  const jobs = [
    ['slow-server', () => onServer('slow-server')],
    // The short forms of the faults; each starts the database that it needs.
    ...inShards(found === null ? 3 : 1, (shard) => ['faults', () => onEmbedded('faults', { shard })]),
    ['slow-embedded', () => onEmbedded('slow-embedded')],
  ];
  const specs = jobs.filter(([project]) => isWanted(project)).map(([, job]) => job);
  const checks = found === null ? ['lint', 'format'].map((title) => () => runCheck(title)) : [];
  // Faults mostly wait: for a server to freeze, for a client to time out.
  outcomes.push(...(await runInLanes([...specs, ...checks], 2)));
  if (isWanted('slow-alone')) outcomes.push(await onServer('slow-alone'));
  return outcomes.length > 1 ? outcomes : [noMatch()];
}

async function runFiltered() {
  const found = await matchingSpecs(filter, { root });
  const jobs = [
    ['unit', () => runVitest('unit', { root, filter })],
    ['server', () => onServer('server')],
    ['embedded', () => onEmbedded('embedded')],
  ];
  const wanted = jobs.filter(([project]) => found.has(project)).map(([, job]) => job);
  return wanted.length > 0 ? runInLanes(wanted) : [noMatch()];
}

function noMatch() {
  return failure('filter', `No spec matches ${filter.join(' ')}.`);
}

// A filtered run has one, because a shard without a spec counts as a failure.
function inShards(count, job) {
  return Array.from({ length: count }, (_, index) => job(`${index + 1}/${count}`));
}

function onEmbedded(project, options = {}) {
  return runVitest(project, { root, filter, ...options });
}

async function onServer(project, options = {}) {
  const { url } = await (postgres ??= startServer());
  return runVitest(project, { root, filter, databaseUrl: url, ...options });
}

async function startServer() {
  // Not at the top: its packages may just have been installed.
  const { startPostgres } = await import('./support/postgres/postgres-server.mjs');
  return startPostgres();
}

async function stopServer() {
  const server = await Promise.resolve(postgres).catch(() => null);
  await server?.stop();
}

async function abandon(signal) {
  await stopServer();
  process.exit(128 + constants.signals[signal]);
}
