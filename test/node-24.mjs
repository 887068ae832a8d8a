// A short run of unit specs and journeys on Node 24. The binary comes from npm, into a folder of its own.
// The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { root } from '../apps/auth/bin/prepare.mjs';
import { describe, addUp, failure } from './support/runner/outcome.mjs';

const folder = mkdtempSync(join(tmpdir(), 'portero-node-24-'));
process.exitCode = main();
rmSync(folder, { recursive: true, force: true });

function main() {
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts=false'];
  const installed = spawnSync('npm', ['install', '--prefix', folder, ...options, 'node@24'], { encoding: 'utf8' });
  if (installed.status !== 0) return report(`npm install node@24: ${installed.stderr}`);
  const node = join(folder, 'node_modules', 'node', 'bin', 'node');
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  if (!version.startsWith('v24.')) return report(`node@24 brought ${version || 'no binary'}`);
  console.log(`Node ${version}`);
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  return spawnSync(node, [join(root, 'test/run.mjs'), '--brief'], { cwd: root, env, stdio: 'inherit' }).status ?? 1;
}

function report(problem) {
  console.log(describe(addUp([failure('Node 24', problem)])));
  return 1;
}
