// `npm run build:token-guard`: the package for both module systems, in libs/token-guard/dist.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const folder = join(import.meta.dirname, '..');
const compiler = join(folder, '../../node_modules/typescript/bin/tsc');

rmSync(join(folder, 'dist'), { recursive: true, force: true });
for (const [system, type] of [
  ['cjs', 'commonjs'],
  ['esm', 'module'],
]) {
  execFileSync(process.execPath, [compiler, '--project', join(folder, `tsconfig.${system}.json`)], {
    stdio: 'inherit',
  });
  // Sets the module type of the files in the folder, independently of the package.
  writeFileSync(join(folder, 'dist', system, 'package.json'), `${JSON.stringify({ type })}\n`);
}
