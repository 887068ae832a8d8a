import { assertFit, createDataSource, migrate } from '@portero/database';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScratchDatabase, type ScratchDatabase, SERVER_URL } from '../../database/testing/scratch-database';
import { whyNotReady } from './start-failure';

describe.skipIf(SERVER_URL === null)('a start on a PostgreSQL server', () => {
  let database: ScratchDatabase;
  let url: URL;
  let name: string;

  beforeEach(async () => {
    database = await createScratchDatabase();
    if (database.settings.kind === 'server') url = new URL(database.settings.url);
    name = url.pathname.slice(1);
  });

  afterEach(() => database.drop());

  /** The reported lines; `null` when the start reaches the tables. */
  async function told(change: Partial<Pick<URL, 'username' | 'password' | 'pathname' | 'search'>> = {}, wait = 1) {
    const changed = Object.assign(new URL(url.href), change).href;
    const dataSource = createDataSource({ kind: 'server', url: changed, poolSize: 2, migrationWaitSeconds: wait });
    try {
      await dataSource.initialize();
      await assertFit(dataSource);
      await migrate(dataSource);
      return null;
    } catch (error) {
      return whyNotReady(error)?.lines ?? [String(error)];
    } finally {
      if (dataSource.isInitialized) await dataSource.destroy();
    }
  }

  async function run(...statements: readonly string[]): Promise<void> {
    const client = new Client(url.href);
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  it('tells a wrong password', async () => {
    expect(await told({ password: 'wrong' })).toEqual([
      `The database answers: password authentication failed for user "${url.username}".`,
      'Check the user and the password of DATABASE_URL.',
    ]);
  });

  it('tells a database that does not exist', async () => {
    expect(await told({ pathname: '/none' })).toEqual([
      'The database answers: database "none" does not exist.',
      'Create the database that DATABASE_URL names.',
    ]);
  });

  it('tells a server without TLS where the URL demands it', async () => {
    expect(await told({ search: '?sslmode=verify-full' })).toEqual([
      'The database answers: The server does not support SSL connections.',
      'Turn TLS on at the server, or take sslmode out of DATABASE_URL.',
    ]);
  });

  it('tells a root certificate that cannot be read', () => {
    const options = { kind: 'server', url: `${url.href}?sslrootcert=/none/root.crt`, poolSize: 1 } as const;
    let failure: unknown;
    try {
      createDataSource(options);
    } catch (error) {
      failure = error;
    }
    expect(whyNotReady(failure)?.lines).toEqual(['sslrootcert of the database URL names a file that cannot be read.']);
  });

  it('tells a role that may not create tables', async () => {
    const role = `guest_${name}`;
    await run(`CREATE ROLE ${role} LOGIN PASSWORD 'guest'`, 'REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    const lines = await told({ username: role, password: 'guest' });
    await run(`DROP ROLE ${role}`);
    expect(lines).toEqual([
      'The database answers: permission denied for schema public.',
      'Give the role of DATABASE_URL the right to create tables: GRANT CREATE, USAGE ON SCHEMA public TO …',
    ]);
  });

  it('tells a database of another encoding than UTF-8', async () => {
    const latin = `latin_${name}`;
    await run(`CREATE DATABASE ${latin} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
    const lines = await told({ pathname: `/${latin}` });
    await run(`DROP DATABASE ${latin}`);
    expect(lines).toEqual([
      'The database cannot be used. Its encoding is LATIN1: names in other scripts cannot be stored.',
      expect.stringContaining("ENCODING 'UTF8'"),
    ]);
  });

  it.each(['SQL_ASCII', 'LATIN9', 'EUC_JP', 'WIN1251'])(
    'attack 55: refuses a database in %s before it writes anything',
    async (encoding) => {
      const other = `other_${encoding.toLowerCase()}_${name}`;
      await run(`CREATE DATABASE ${other} ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`);
      const lines = await told({ pathname: `/${other}` });
      const client = new Client(Object.assign(new URL(url.href), { pathname: `/${other}` }).href);
      await client.connect();
      const { rows } = await client.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'");
      await client.end();
      await run(`DROP DATABASE ${other}`);
      expect(lines?.[0]).toContain(`Its encoding is ${encoding}`);
      expect(rows).toEqual([]);
    },
  );

  it.each(['German, DMY', 'SQL, MDY', 'Postgres, YMD'])(
    'attack 55: refuses a database that writes dates as %s, which the driver cannot read',
    async (style) => {
      await run(`ALTER DATABASE ${name} SET datestyle = '${style}'`);
      expect((await told())?.[0]).toContain('(DateStyle): they cannot be read.');
    },
  );

  it('attack 55: reads moments and texts alike whatever time zone, bytea format and quoting the database has set', async () => {
    await run(
      ...[`ALTER DATABASE ${name} SET timezone = 'Asia/Kolkata'`, `ALTER DATABASE ${name} SET bytea_output = 'escape'`],
      ...[`ALTER DATABASE ${name} SET datestyle = 'ISO, YMD'`, `ALTER DATABASE ${name} SET client_encoding = 'LATIN1'`],
      `ALTER DATABASE ${name} SET intervalstyle = 'sql_standard'`,
    );
    const dataSource = createDataSource({ kind: 'server', url: url.href, poolSize: 2 });
    await dataSource.initialize();
    const sent = {
      at: new Date('2026-11-03T01:02:03.004Z'),
      bytes: Buffer.from([0, 92, 200]),
      text: "Ж \\ ' \u{1f600}",
    };
    const query = 'SELECT $1::timestamptz AS at, $2::bytea AS bytes, $3::text AS text';
    const [row] = await dataSource.query<unknown[]>(query, [sent.at, sent.bytes, sent.text]);
    await dataSource.destroy();
    expect(row).toEqual(sent);
  });

  it('tells a database that takes no writes', async () => {
    await run(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    expect((await told())?.[0]).toBe('The database cannot be used. It is read-only: a standby, or set so.');
  });

  it('tells who holds the lock of migrations', async () => {
    const holder = new Client({ connectionString: url.href, application_name: 'somebody' });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(1349481332, 1)');
    const lines = await told();
    await holder.end();
    expect(lines).toEqual([
      expect.stringMatching(
        /^Another process has held the lock of migrations for 1 s: process \d+ of the server \(somebody/u,
      ),
    ]);
  });

  it('tells nothing where all is well', async () => {
    expect(await told({}, 60)).toBeNull();
  });
});
