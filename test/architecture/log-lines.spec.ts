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
  // The loop of all senders names its queue in a template.
  const contents = sources.flatMap((source) =>
    [...source.matchAll(/content: '([^']+)'/gu)].map(([, content]) => content!),
  );
  const spelled = sources.flatMap((source) => [
    source,
    ...contents.map((content) => source.replaceAll(/\$\{content\}/gu, content)),
  ]);

  it('are in a table', () => {
    expect(documented().length).toBeGreaterThan(8);
  });

  it.each(documented())('are logged by the service: %s', (line) => {
    expect(spelled.some((source) => source.includes(line))).toBe(true);
  });
});
