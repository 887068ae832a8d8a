import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(__dirname, '../..');

/** The first column of the table in docs/operations.md. */
function documented(): readonly string[] {
  const [, section = ''] = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8').split('### Lines to know');
  return [...section.split('\n## ')[0]!.matchAll(/^\| `([^`]+)` \|/gmu)].map(([, line]) => line!);
}

describe('the log lines that docs/operations.md tells of', () => {
  const files = execFileSync('git', ['ls-files', 'apps/auth/src', 'libs'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
  const sources = files
    .filter((file) => /(?<!\.spec)\.ts$/u.test(file))
    .map((file) => readFileSync(join(ROOT, file), 'utf8'));

  it('are in a table', () => {
    expect(documented().length).toBeGreaterThan(8);
  });

  it.each(documented())('are logged by the service: %s', (line) => {
    expect(sources.some((source) => source.includes(line))).toBe(true);
  });
});
