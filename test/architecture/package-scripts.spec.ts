import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(__dirname, '../..');

/** What sh and cmd.exe read alike: words and `&&`. No exec, quotes, variables, pipes, globs or assignments. */
const PORTABLE = /^(?!exec\b)[\w./:@-]+(?: (?:&&|[\w./:@-]+))*$/u;

it('the scripts of package.json need no shell of Unix', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  expect(Object.entries(scripts).filter(([, script]) => !PORTABLE.test(script))).toEqual([]);
});

it('the script that starts the service runs node by itself, so that signals reach it', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  for (const name of ['start', 'demo', 'portero']) expect(scripts[name]).toMatch(/^node [\w./-]+$/u);
});
