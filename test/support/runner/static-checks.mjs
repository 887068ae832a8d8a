import { join } from 'node:path';
import process from 'node:process';
import { runQuietly } from '../../../apps/auth/bin/child.mjs';
import { build, root } from '../../../apps/auth/bin/prepare.mjs';
import { failure, success } from './outcome.mjs';

const CHECKS = {
  // Files that have not changed since the last run are not checked again.
  typecheck: [
    ...['typescript/bin/tsc', '--noEmit', '--incremental'],
    ...['--tsBuildInfoFile', 'node_modules/.cache/portero/typecheck.tsbuildinfo'],
  ],
  lint: ['eslint/bin/eslint.js', '.', '--max-warnings=0'],
  format: ['prettier/bin/prettier.cjs', '--check', '.'],
  boundaries: [
    'dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    'apps',
    'libs',
    'test',
  ],
};

/** Builds dist if it is out of date, because some specs read the build. */
export async function runBuild() {
  try {
    await build({ tell: console.log });
    return success('build');
  } catch (error) {
    if (error.name !== 'PreparationError') throw error;
    console.log(`failed  build\n${error.message}`);
    return failure('build', error.message);
  }
}

/** Runs one of the checks that read the sources. Each counts as one test. */
export async function runCheck(title) {
  const [program, ...parameters] = CHECKS[title];
  return runProgram(title, program, parameters);
}

/** Runs a program of an installed package, which counts as one test. `program` is its path in node_modules. */
export async function runProgram(title, program, parameters) {
  const startedAt = performance.now();
  const options = { cwd: root, env: { ...process.env, NO_COLOR: '1' } };
  const { code, output } = await runQuietly(
    process.execPath,
    [join(root, 'node_modules', program), ...parameters],
    options,
  );
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'failed'}  ${title} (${seconds} s)`);
  return code === 0 ? success(title) : failure(title, output === '' ? `ended with code ${code}` : output);
}
