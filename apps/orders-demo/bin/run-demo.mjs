import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { prepare, root } from '../../auth/bin/prepare.mjs';
import { ACCOUNTS, seedAccounts } from './accounts.mjs';
import { banner } from './banner.mjs';
import { ownerOfDemo } from './owner.mjs';
import { freePort, portOf } from './ports.mjs';
import { startProgram } from './program.mjs';

/** The usual port of Portero, and the demo's port beside it. */
const PORTERO_PORT = 9010;
const DEMO_PORT = 9020;

/** Starts Portero, creates the demo's owner and accounts, and starts the demo; ends both in order. */
export async function runDemo() {
  const programs = [];
  endOnSignals(programs);
  const { entry } = await prepare();
  const folder = resolve(root, process.env.DATA_DIR || '.data/demo');
  mkdirSync(join(folder, 'portero'), { recursive: true, mode: 0o700 });
  const port = portOf('PORT', PORTERO_PORT) || (await freePort());
  const url = `http://localhost:${port}`;
  const env = porteroEnvironment(folder, port, url);
  const owner = await ownerOfDemo({ entry: entry('main', 'cli'), env, folder });
  const portero = startProgram({ name: 'Portero', entry: entry('main'), env: bound(env, owner), folder });
  programs.push(portero);
  await portero.untilReady(`${url}/readyz`);
  await seedAccounts(url, owner);
  const demo = startProgram({
    name: 'The demo',
    entry: entry('main', 'orders-demo'),
    env: demoEnvironment(folder, url, owner),
    folder,
  });
  programs.push(demo);
  const { origin } = await demo.firstMessage();
  console.log(banner({ origin, url, portero, folder }));
  portero.onEnd(() => {
    if (!ending) console.log(`Portero has ended, ${portero.log}. The demo still accepts the tokens that are live.`);
  });
  demo.onEnd(() => endAll(programs, 1));
}

/** Separate data, independent of this machine: no database server, no mail server, and no .env (see `startProgram`). */
function porteroEnvironment(folder, port, url) {
  return {
    LOG_LEVEL: 'warn',
    ...process.env,
    NODE_ENV: 'development',
    CONTRACT_MODE: 'documented',
    DATA_DIR: join(folder, 'portero'),
    DATABASE_URL: '',
    DIALECTS: '',
    SMTP_URL: '',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
  };
}

/** The owner for dialects whose requests do not name one. */
function bound(env, { uuid }) {
  const names = ['KOKO', 'BOOKKER', 'SIMPLEJWT', 'SHOOP'];
  return { ...env, ...Object.fromEntries(names.map((name) => [`${name}_OWNER`, uuid])) };
}

function demoEnvironment(folder, url, { uuid, client }) {
  return {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: String(portOf('DEMO_PORT', DEMO_PORT)),
    DATA_DIR: join(folder, 'orders'),
    PORTERO_URL: url,
    PORTERO_OWNER: uuid,
    PORTERO_CLIENT_ID: client.id,
    PORTERO_SECRET: client.secret,
    REVOCATIONS_FAIL: process.env.REVOCATIONS_FAIL ?? '',
    REVOCATIONS_MAX_AGE: process.env.REVOCATIONS_MAX_AGE ?? '',
    DEMO_ACCOUNTS: JSON.stringify(ACCOUNTS),
  };
}

function endOnSignals(programs) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void endAll(programs, 0));
}

let ending;

/** The demo ends first, because it needs Portero until its end. */
function endAll(programs, exitCode) {
  ending ??= (async () => {
    for (const program of [...programs].reverse()) await program.end();
    process.exit(exitCode);
  })();
  return ending;
}
