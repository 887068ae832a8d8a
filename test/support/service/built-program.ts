import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

let isBuilt = false;

/**
 * The built program of an app. The first call builds it if it is out of date, so that specs that do not need it do not wait
 * for a build.
 *
 * @returns the path of its entry
 */
export function builtProgram(app: 'auth' | 'cli' | 'orders-demo'): string {
  if (!isBuilt) buildAll();
  isBuilt = true;
  return join(ROOT, 'dist/apps', app, 'src/main.js');
}

function buildAll(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'apps/auth/bin/build.mjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The build failed:\n${stderr}`);
}
