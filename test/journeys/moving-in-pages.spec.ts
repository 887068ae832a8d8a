import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OLD_TABLES } from '../support/legacy/old-tables';
import { createTestDatabase } from '../support/postgres/test-database';
import { type PorteroCommand, porteroHere } from '../support/service/portero-command';

const PAGES = join(__dirname, '../../docs/moving-in');
const FENCE = /^```(?<language>[a-z]+)(?: (?<words>[a-z ]+))?\n(?<content>[\s\S]*?)^```$/gmu;
const EXAMPLES = new Set(['json', 'ndjson', 'csv']);

interface Block {
  readonly page: string;
  readonly language: string;
  /** What follows the language: the format of a file, `map`, `hash`, or the database of a statement. */
  readonly words: readonly string[];
  readonly content: string;
}

const BLOCKS: readonly Block[] = readdirSync(PAGES).flatMap((file) =>
  [...readFileSync(join(PAGES, file), 'utf8').matchAll(FENCE)].map(({ groups }) => ({
    page: file.replace(/\.md$/u, ''),
    language: groups?.['language'] ?? '',
    words: (groups?.['words'] ?? '').split(' ').filter(Boolean),
    content: groups?.['content'] ?? '',
  })),
);

interface Row {
  readonly externalId: unknown;
  readonly email?: string;
  readonly username?: string | null;
}

function distinct(row: Row, at: number): object {
  const named = (name: string | null | undefined): string | null => (name ? `s${at}.${name}` : null);
  return {
    ...row,
    externalId: `${at}-${String(row.externalId)}`,
    email: named(row.email),
    username: named(row.username),
  };
}

const BCRYPT = '$2b$10$PNSYdEPu2UNiQVxrd6uMrOyVEpRJWSg6gsyex8Taneo50xzn3w/sS';
const SHA1 = `0123456789${createHash('sha1').update('0123456789old').digest('hex').slice(0, 30)}`;

describe('the pages of docs/moving-in', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-pages-'));
  let portero: PorteroCommand;
  let database: Client;
  const owner = 'shop@example.com';

  beforeAll(async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('This journey needs a PostgreSQL server');
    const peppers = { DEVISE_PEPPER: 'pepper', FIREBASE: 'c2lnbmVyIGtleQ==' };
    portero = porteroHere({ DATABASE_URL: url, PASSWORD_PEPPERS: JSON.stringify(peppers) });
    await portero.json(['migrate']);
    await portero.json(['owners', 'create', '--email', owner, '--name', 'The shop']);
    database = new Client({ connectionString: url });
    await database.connect();
  }, 120_000);

  afterAll(async () => {
    await database.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const importing = (content: string, ...words: string[]) => {
    const file = join(folder, 'users');
    writeFileSync(file, content);
    return portero.json(['users', 'import', file, '--owner', owner, ...words]);
  };

  /** The words that import an example; a map is beside the example of its page that has its format. */
  function asked({ page, language, words }: Block): string[] {
    const format = words[0] ?? language;
    const map = BLOCKS.find((each) => each.page === page && each.words[0] === 'map' && each.words[1] === format);
    if (map === undefined) return ['--format', format];
    const file = join(folder, `${page}.json`);
    writeFileSync(file, map.content);
    return ['--format', format, '--map', file];
  }

  const examples = BLOCKS.filter(({ language, words }) => EXAMPLES.has(language) && words[0] !== 'map');

  it('have an example each', () => {
    const pages = new Set(examples.map(({ page }) => page));
    expect([...pages].sort()).toEqual([...new Set(BLOCKS.map(({ page }) => page))].sort());
  });

  const isHash = ({ language, words }: Block): boolean => language === 'json' && words.length === 0;
  const isRows = ({ language }: Block): boolean => language === 'ndjson';

  it('have examples that are imported: rows and hashes', async () => {
    const hashes = examples.filter(isHash).map(({ content }, at) => {
      return JSON.stringify({ username: `hash${at}`, passwordHash: JSON.parse(content) as unknown });
    });
    const rows = [...hashes, ...examples.filter(isRows).flatMap(({ content }) => content.trimEnd().split('\n'))];
    const report = await importing(rows.join('\n'), '--format', 'ndjson', '--dry-run');
    expect(report).toMatchObject({ created: rows.length, rejected: 0 });
  });

  it.each(examples.filter((block) => !isHash(block) && !isRows(block)))(
    'have examples that are imported: $language of $page',
    async (block) => {
      const report = await importing(block.content, ...asked(block), '--dry-run');
      expect(report).toMatchObject({ created: 1, rejected: 0 });
    },
  );

  it('have SQL that makes rows of the tables of the origin', async () => {
    const statements = BLOCKS.filter(({ page, language, words }) => {
      return page !== 'README' && language === 'sql' && words.length === 0;
    });
    const lines: string[] = [];
    for (const [at, { page, content }] of statements.entries()) {
      const tables = OLD_TABLES[page];
      if (tables === undefined) throw new Error(`test/support/legacy/old-tables.ts has no ${page}`);
      await database.query('DROP SCHEMA IF EXISTS old CASCADE; CREATE SCHEMA old; SET search_path = old');
      await database.query(tables.sql.replaceAll('$hash', BCRYPT).replaceAll('$sha1', SHA1));
      const { rows } = await database.query<[Row]>({ text: content, rowMode: 'array' });
      expect(rows, page).toHaveLength(tables.users);
      // Two pages, and two statements of one page, may name the same user.
      lines.push(...rows.map(([row]) => JSON.stringify(distinct(row, at))));
    }
    expect(await importing(lines.join('\n'))).toMatchObject({ created: lines.length, rejected: 0 });
  });

  it('name commands and flags that exist', async () => {
    const scripts = BLOCKS.filter(({ language }) => language === 'sh').map(({ content }) => content);
    const known = new Map<string, string>();
    for (const [, words = ''] of scripts
      .join('')
      .replaceAll(/\\\n\s*/gu, '')
      .matchAll(/portero ([^|\n#>]+)/gu)) {
      const [group = '', name = ''] = words.split(' ');
      const help = known.get(`${group} ${name}`) ?? (await portero.run([group, name, '--help'])).out;
      known.set(`${group} ${name}`, help);
      expect(
        words.split(' ').filter((word) => word.startsWith('--') && !help.includes(word)),
        words,
      ).toEqual([]);
    }
    expect([...known.keys()]).toEqual(expect.arrayContaining(['users import', 'users census', 'legacy set']));
  });
});
