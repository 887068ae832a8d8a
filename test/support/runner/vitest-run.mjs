import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { runByLine, runQuietly } from '../../../apps/auth/bin/child.mjs';

/**
 * The specs of each project whose path contains one of the words.
 *
 * @returns the names of the projects, each with the number of its specs
 */
export async function matchingSpecs(words, { root }) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { code, output } = await runQuietly(
    process.execPath,
    [vitest, 'list', ...words, '--filesOnly', '--json', '--passWithNoTests'],
    { cwd: root, env: environment() },
  );
  if (code !== 0) throw new Error(`vitest list ended with code ${code}: ${output}`);
  const found = new Map();
  for (const { projectName } of JSON.parse(output)) found.set(projectName, (found.get(projectName) ?? 0) + 1);
  return found;
}

/**
 * Runs one vitest project and counts the results in its JSON report. A run that crashed, or that ran nothing although tests
 * were expected, counts as one failure, so that a missing result is never taken for success.
 */
export async function runVitest(project, { root, filter = [], shard, databaseUrl }) {
  const folder = mkdtempSync(join(tmpdir(), 'portero-vitest-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const report = join(folder, 'report.json');
  const { code } = await runByLine(process.execPath, commandLine(root, project, filter, shard, report), {
    cwd: root,
    env: environment(databaseUrl),
  });
  return count(project, root, readReport(report), code);
}

function commandLine(root, project, filter, shard, report) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const part = shard === undefined ? [] : [`--shard=${shard}`];
  return [vitest, 'run', `--project=${project}`, '--silent=passed-only', ...reporters, ...part, ...filter];
}

function environment(databaseUrl = '') {
  const { NO_COLOR, ...inherited } = process.env;
  const isColoured = process.stdout.isTTY && NO_COLOR === undefined;
  const plain = isColoured ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
  return { ...inherited, ...plain, NODE_ENV: 'test', TEST_DATABASE_URL: databaseUrl };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function count(project, root, report, code) {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults);
  const failures = [...files.flatMap((file) => failuresIn(file, root)), ...runFailures(report, code, tests, files)];
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failedTests = tests.filter(({ status }) => status === 'failed').length;
  return { title: project, passed, failed: failures.length, skipped: tests.length - passed - failedTests, failures };
}

function failuresIn({ name, status, message, assertionResults }, root) {
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0)
    return [{ title: file, detail: message || 'the file failed as a whole' }];
  return failed.map((test) => ({
    title: `${file} > ${test.fullName}`,
    detail: withoutForeignFrames(test.failureMessages),
  }));
}

// Stack frames inside vitest or a library do not help the reader of a list of failures.
function withoutForeignFrames(messages) {
  const lines = messages.join('\n').split('\n');
  return lines.filter((line) => !/^\s+at /.test(line) || !/node_modules|node:|<anonymous>/.test(line)).join('\n');
}

function runFailures(report, code, tests, files) {
  if (report === null) return [{ title: 'run', detail: `vitest ended with code ${code} and left no report` }];
  if (tests.length === 0) return [{ title: 'run', detail: 'no test was executed' }];
  const isUnexplained = code !== 0 && !files.some(({ status }) => status === 'failed');
  return isUnexplained ? [{ title: 'run', detail: `an error outside of any test, above (code ${code})` }] : [];
}
