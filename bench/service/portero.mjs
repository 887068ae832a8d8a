import { join } from 'node:path';
import process from 'node:process';
import { runToEnd, startChild } from './child.mjs';
import { freePort } from './free-port.mjs';

/** Long enough that no token of a run expires. */
const A_DAY = '86400';

/** The settings of the measured service: production, the default hash, the default log level, no limits of requests. */
export function settingsOf({ databaseUrl, dataFolder, keys }) {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    CONTRACT_MODE: 'documented',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://auth.bench.test',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataFolder,
    RATE_LIMITS: 'off',
    SIMPLEJWT_ACCESS_SECONDS: A_DAY,
    OAUTH_TOKEN_LIFETIME: A_DAY,
    MASTER_KEY: keys.master,
    AUTH100_SIGNING_KEY: keys.auth100,
    BOOKKER_SIGNING_KEY: keys.bookker,
    SIMPLEJWT_SIGNING_KEY: keys.simplejwt,
    KOKO_PRIVATE_KEY: keys.koko,
  };
}

/** Starts the built service as one process. @param nodeOptions such as `--cpu-prof` */
export async function startPortero({ build, settings, log, nodeOptions = [] }) {
  const port = await freePort();
  const args = [...nodeOptions, join(build, 'dist/apps/auth/src/main.js')];
  const env = { ...settings, PORT: String(port) };
  return startChild({ command: process.execPath, args, env, cwd: settings.DATA_DIR, port, readyPath: '/readyz', log });
}

/** Runs the `portero` command. @returns its JSON document */
export async function runCommand({ build, settings }, words) {
  const args = [join(build, 'dist/apps/cli/src/main.js'), ...words, '--json'];
  return JSON.parse(await runToEnd(process.execPath, args, { env: settings, cwd: settings.DATA_DIR }));
}
