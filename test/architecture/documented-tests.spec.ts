import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../faults/harness/fault-names';

const DOCS = join(__dirname, '../../docs');

/** A test as a document names it: `[name](../path/to/it.spec.ts): "its title"`. */
const NAMED_TEST = /\[[^\]]+\]\((?<path>[^)]+\.spec\.ts)\): "(?<title>(?:[^"\\]|\\.)+)"/gu;

/** The rows of the table below a heading, without its head. */
function rowsBelow(document: string, heading: string): readonly string[] {
  const [, section = ''] = readFileSync(join(DOCS, document), 'utf8').split(`\n${heading}\n`);
  const lines = section.split(/\n#{1,6} /u)[0]?.split('\n') ?? [];
  return lines.filter((line) => line.startsWith('|')).slice(2);
}

/** How many requirements each section of these chapters has in release 5.0.0. */
const ASVS: Readonly<Record<string, readonly number[]>> = {
  6: [3, 12, 8, 6, 8, 4, 2, 4],
  7: [3, 4, 2, 5, 3, 2],
  8: [4, 4, 3, 2],
  9: [3, 4],
  10: [2, 3, 5, 16, 5, 2, 3],
};

/** The numbers of `10.4.1–10.4.3, 10.4.6`. */
function requirementsIn(text: string): readonly string[] {
  return text.split(',').flatMap((part) => {
    const [first = '', last = first] = part.trim().split('–');
    const [section, from, to] = [first.replace(/\.\d+$/u, ''), Number(first.split('.')[2]), Number(last.split('.')[2])];
    return Array.from({ length: to - from + 1 }, (_, more) => `${section}.${from + more}`);
  });
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
  it.each(['kubernetes.md', 'operations.md', 'security.md', 'security-asvs.md', 'security-rfc9700.md'])(
    'of %s exist under their titles',
    (document) => {
      expect(missingTests(readFileSync(join(DOCS, document), 'utf8'))).toEqual([]);
    },
  );

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

  it('stand beside every requirement of ASVS 5.0, V6 to V10, once', () => {
    const rows = readFileSync(join(DOCS, 'security-asvs.md'), 'utf8').match(/^\| \d+\..*$/gmu) ?? [];
    const numbers = rows.flatMap((row) => requirementsIn(row.split('|')[1] ?? ''));
    const expected = Object.entries(ASVS).flatMap(([chapter, sizes]) =>
      sizes.flatMap((size, section) =>
        Array.from({ length: size }, (_, last) => `${chapter}.${section + 1}.${last + 1}`),
      ),
    );
    expect(numbers.toSorted()).toEqual(expected.toSorted());
    const judged = /(?:Met|Not met|Partly|Not applicable)/u;
    expect(rows.filter((row) => !judged.test(row.split('|')[3] ?? ''))).toEqual([]);
  });

  it('stand in every row of "Replacing secrets", which has every secret setting', () => {
    const rows = rowsBelow('kubernetes.md', '## Replacing secrets');
    expect(rows.filter((row) => [...row.matchAll(NAMED_TEST)].length === 0)).toEqual([]);
    const settings = readFileSync(join(DOCS, '../deploy/chart/portero/files/settings.json'), 'utf8');
    const { secret } = JSON.parse(settings) as { readonly secret: readonly string[] };
    expect(secret.filter((name) => !rows.some((row) => row.includes(`\`${name}\``)))).toEqual([]);
  });
});

describe('the faults in reliability.md', () => {
  const document = readFileSync(join(DOCS, 'reliability.md'), 'utf8');
  const [before = '', rest = ''] = document.split('<!-- faults -->');
  const [figures = '', after = ''] = rest.split('<!-- /faults -->');
  const scenarios = join(__dirname, '../faults/scenarios');
  const played = readdirSync(scenarios).map((name) => readFileSync(join(scenarios, name), 'utf8'));

  it('are those that `npm run test:faults -- <name>` plays, with figures for each database', () => {
    const rows = [...figures.matchAll(/^\| `([\w-]+)` \| (\w+) \|/gmu)].map(([, name, kind]) => `${name} ${kind}`);
    const known = Object.entries(FAULTS).flatMap(([name, kinds]) => kinds.map((kind) => `${name} ${kind}`));
    expect(rows.toSorted()).toEqual(known.toSorted());
    expect(Object.keys(FAULTS).filter((name) => !played.some((text) => text.includes(`'${name}'`)))).toEqual([]);
  });

  it('have a line on what a client sees and what to do', () => {
    expect(before).not.toContain('what a client sees');
    const told = after.split('\n').filter((line) => line.startsWith('| `'));
    const names = told.flatMap((line) => [...line.split(' | ')[0]!.matchAll(/`([\w-]+)`/gu)].map(([, name]) => name));
    expect(names.toSorted()).toEqual(
      Object.keys(FAULTS)
        .filter((name) => name !== 'soak')
        .toSorted(),
    );
  });
});
