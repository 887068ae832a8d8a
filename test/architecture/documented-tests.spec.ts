import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const DOCS = join(__dirname, '../../docs');

/** A test as a document names it: `[name](../path/to/it.spec.ts): "its title"`. */
const NAMED_TEST = /\[[^\]]+\]\((?<path>[^)]+\.spec\.ts)\): "(?<title>(?:[^"\\]|\\.)+)"/gu;

/** The rows of the table below a heading, without its head. */
function rowsBelow(document: string, heading: string): readonly string[] {
  const [, section = ''] = readFileSync(join(DOCS, document), 'utf8').split(`\n${heading}\n`);
  const lines = section.split(/\n#{1,6} /u)[0]?.split('\n') ?? [];
  return lines.filter((line) => line.startsWith('|')).slice(2);
}

/** The tests that a text names and that do not exist. */
function missingTests(text: string): readonly string[] {
  return [...text.matchAll(NAMED_TEST)].flatMap(({ groups }) => {
    const { path = '', title = '' } = groups ?? {};
    const file = join(dirname(join(DOCS, 'any')), path);
    const exists = existsSync(file) && readFileSync(file, 'utf8').replaceAll("\\'", "'").includes(title);
    return exists ? [] : [`${path}: ${title}`];
  });
}

describe('the tests that documents name', () => {
  it.each(['kubernetes.md', 'operations.md', 'security.md'])('of %s exist under their titles', (document) => {
    expect(missingTests(readFileSync(join(DOCS, document), 'utf8'))).toEqual([]);
  });

  it('stand in the order of their attacks', () => {
    const numbers = rowsBelow('security.md', '## Attacks and tests').map((row) => /^\| (\d+) /u.exec(row)?.[1]);
    const attacks = numbers.filter((number) => number !== undefined).map(Number);
    expect(attacks.length).toBeGreaterThan(45);
    expect(attacks).toEqual(attacks.toSorted((a, b) => a - b));
  });

  it('stand in every row of "When it does not start"', () => {
    const rows = rowsBelow('operations.md', '## When it does not start');
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter((row) => [...row.matchAll(NAMED_TEST)].length === 0)).toEqual([]);
  });

  it('stand in the order of their attacks', () => {
    const numbers = rowsBelow('security.md', '## Attacks and tests').map((row) => /^\| (\d+) /u.exec(row)?.[1]);
    const attacks = numbers.filter((number) => number !== undefined).map(Number);
    expect(attacks.length).toBeGreaterThan(45);
    expect(attacks).toEqual(attacks.toSorted((a, b) => a - b));
  });

  it('stand in every row of "Replacing secrets", which has every secret setting', () => {
    const rows = rowsBelow('kubernetes.md', '## Replacing secrets');
    expect(rows.filter((row) => [...row.matchAll(NAMED_TEST)].length === 0)).toEqual([]);
    const settings = readFileSync(join(DOCS, '../deploy/chart/portero/files/settings.json'), 'utf8');
    const { secret } = JSON.parse(settings) as { readonly secret: readonly string[] };
    expect(secret.filter((name) => !rows.some((row) => row.includes(`\`${name}\``)))).toEqual([]);
  });
});
