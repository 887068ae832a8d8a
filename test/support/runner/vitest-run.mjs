import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { runAloud } from '../../../apps/auth/bin/child.mjs';

/**
 * Runs one vitest project and counts what its JSON report says. A run that crashed, or that had nothing to run although
 * something was expected, counts as one failure: silence must never look like success.
 */
export async function runVitest(project, { root, filter = [], mayBeEmpty = false, databaseUrl }) {
  const folder = mkdtempSync(join(tmpdir(), 'portero-vitest-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const report = join(folder, 'report.json');
  const { code } = await runAloud(process.execPath, commandLine(root, project, filter, mayBeEmpty, report), {
    cwd: root,
    env: environment(databaseUrl),
  });
  return count(project, root, readReport(report), code, mayBeEmpty);
}

function commandLine(root, project, filter, mayBeEmpty, report) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const empty = mayBeEmpty ? ['--passWithNoTests'] : [];
  return [vitest, 'run', `--project=${project}`, '--silent=passed-only', ...reporters, ...empty, ...filter];
}

function environment(databaseUrl) {
  const { NO_COLOR, ...inherited } = process.env;
  const plain = process.stdout.isTTY && NO_COLOR === undefined ? {} : { NO_COLOR: '1' };
  return { ...inherited, ...plain, NODE_ENV: 'test', TEST_DATABASE_URL: databaseUrl ?? '' };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function count(project, root, report, code, mayBeEmpty) {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults);
  const failures = [
    ...files.flatMap((file) => failuresIn(file, root)),
    ...runFailures(report, code, tests, mayBeEmpty, files),
  ];
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

// What is inside vitest or a library helps nobody who reads a list of failures.
function withoutForeignFrames(messages) {
  const lines = messages.join('\n').split('\n');
  return lines.filter((line) => !/^\s+at /.test(line) || !/node_modules|node:|<anonymous>/.test(line)).join('\n');
}

function runFailures(report, code, tests, mayBeEmpty, files) {
  if (report === null) {
    return code === 0 && mayBeEmpty
      ? []
      : [{ title: 'run', detail: `vitest ended with code ${code} and left no report` }];
  }
  if (tests.length === 0 && !mayBeEmpty) return [{ title: 'run', detail: 'no test was executed' }];
  const isUnexplained = code !== 0 && !files.some(({ status }) => status === 'failed');
  return isUnexplained ? [{ title: 'run', detail: `an error outside of any test, above (code ${code})` }] : [];
}
