// `npm run bench`: requests per second of Portero, compared with the limit of each row and with other software.
// docs/performance.md explains the rows. Everything runs on loopback and ends with this process.
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { prepare, root } from '../apps/auth/bin/prepare.mjs';
import { describeMachine } from './report/machine.mjs';
import { report } from './report/write.mjs';
import { readOptions, USAGE } from './run/options.mjs';
import { runRows } from './run/rows.mjs';
import { killRunning } from './service/child.mjs';
import { smoke } from './smoke/smoke.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

process.on('exit', killRunning);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(USAGE);
  else process.exitCode = await main(options);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
process.exit();

async function main(options) {
  const machine = describeMachine();
  const folder = resolve(options.output ?? join(HERE, 'results'));
  const build = options.build === undefined ? root : resolve(options.build);
  if (options.build === undefined) await prepare();
  if (options.smoke) return smoke({ build, options });
  const { rows, failures } = await runRows({ build, options, folder });
  const { rounds, seconds, users, peers } = options;
  await report({ folder, build, machine, options: { rounds, seconds, users, peers }, rows });
  return failures.length === 0 ? 0 : 1;
}
