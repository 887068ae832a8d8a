// `npm run check`: what a commit needs. Lint and format of the changed files, types, boundaries, and the unit specs that
// import what changed. The last line is `N passed, N failed`.
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { root } from '../apps/auth/bin/prepare.mjs';
import { runInLanes } from './support/runner/lanes.mjs';
import { addUp, describe } from './support/runner/outcome.mjs';
import { runCheck, runProgram } from './support/runner/static-checks.mjs';

const CODE = /\.(?:ts|mts|mjs|cjs)$/;

const changed = changedFiles();
const code = changed.filter((file) => CODE.test(file) && !/^test\/(?:published|chart|image)\//u.test(file));
console.log(changed.length > 0 ? `Checking ${changed.length} changed files ...` : 'No file has changed.');

const jobs = [() => runCheck('typecheck'), () => runCheck('boundaries')];
if (code.length > 0)
  jobs.unshift(
    () => lint(code),
    () => unitSpecsOf(code),
  );
if (changed.length > 0) jobs.push(() => format(changed));
const total = addUp(await runInLanes(jobs));
console.log(describe(total));
process.exit(total.failed === 0 ? 0 : 1);

function lint(files) {
  return runProgram('lint', 'eslint/bin/eslint.js', ['--max-warnings=0', '--no-warn-ignored', ...files]);
}

function format(files) {
  return runProgram('format', 'prettier/bin/prettier.cjs', ['--check', '--ignore-unknown', ...files]);
}

function unitSpecsOf(files) {
  const options = ['--run', '--project=unit', '--passWithNoTests', '--silent=passed-only'];
  return runProgram('unit specs of what changed', 'vitest/vitest.mjs', ['related', ...options, ...files]);
}

// What is not committed yet, with what git does not know yet; after a commit, what that one changed.
function changedFiles() {
  const uncommitted = [
    ...git('diff', '--name-only', '--diff-filter=d', 'HEAD'),
    ...git('ls-files', '--others', '--exclude-standard'),
  ];
  return uncommitted.length > 0 ? uncommitted : git('diff', '--name-only', '--diff-filter=d', 'HEAD~1', 'HEAD');
}

function git(...parameters) {
  return execFileSync('git', parameters, { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');
}
