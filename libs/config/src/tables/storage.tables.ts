import { databaseUrl } from '../kinds/network.kinds';
import { choice, integer, duration, path } from '../kinds/plain.kinds';
import { settingsTable } from '../settings-table';

export const STORAGE = settingsTable({
  DATA_DIR: {
    kind: path('path of a folder'),
    default: '.data',
    description:
      'The folder for the embedded database, the outbox of the mails and the master key, as far as these are not set otherwise.',
  },
  DATABASE_URL: {
    kind: databaseUrl(),
    unset: 'the embedded database in `DATA_DIR`',
    description:
      'A PostgreSQL server, as `postgres://user:password@host:5432/database`. All that libpq takes: several hosts (`host1,host2:5433`), `?host=/run/postgresql` for a Unix socket, `sslmode` with `sslrootcert`, `sslcert` and `sslkey`, `target_session_attrs`.',
  },
  DATABASE_DIRECT_URL: {
    kind: databaseUrl(),
    unset: '`DATABASE_URL`',
    description:
      'The same database without a pooler in between. Needed where `DATABASE_URL` is PgBouncer or another pooler in transaction mode: migrations, their lock and LISTEN use it.',
  },
  DATABASE_READ_URL: {
    kind: databaseUrl(),
    unset: 'all reads go to `DATABASE_URL`',
    description:
      'A hot standby of the same database. Introspection, verification, bearer checks and lists of users read from it once it has replayed all that was committed before; while it is behind or away, `DATABASE_URL` answers.',
  },
  DATABASE_MIGRATION_WAIT: {
    kind: duration({ min: 1, max: 86_400 }),
    default: '300',
    description:
      'How long a start waits for another process that migrates the database, and how long its own migrations try to lock their tables. It logs which process it waits for.',
  },
  DATABASE_POOL_SIZE: {
    kind: integer({ min: 1, max: 1000 }),
    default: '10',
    description: 'The most connections to the PostgreSQL server.',
  },
  DATABASE_POOL_WAITING: {
    kind: integer({ min: 1, max: 100_000 }),
    default: '200',
    description:
      'How many callers may wait for a connection; simultaneous checks or refreshes that share a statement count as one. Past that the answer is 503 with `Retry-After` at once.',
  },
  DATABASE_STATEMENT_TIMEOUT: {
    kind: duration({ min: 1, max: 3600 }),
    default: '10',
    description:
      'A statement of a request that takes longer is cancelled, and the answer is 503 with `Retry-After`. Migrations and the sweeper take their time. With `DATABASE_DIRECT_URL` it is not sent, because poolers refuse it: set `statement_timeout` for the role instead.',
  },
  DATABASE_CONNECT_TIMEOUT: {
    kind: duration({ min: 1, max: 60 }),
    default: '3',
    description: 'How long connecting to one host of the database may take. `connect_timeout` of the URL goes first.',
  },
  DATABASE_POOL_TIMEOUT: {
    kind: duration({ min: 1, max: 60 }),
    default: '3',
    description:
      'How long a request waits for a connection, a new one included. Past that the answer is 503 with `Retry-After`.',
  },
  DATABASE_PREPARED: {
    kind: choice('on', 'off'),
    unset: '`on`; `off` with `DATABASE_DIRECT_URL`',
    description:
      'Whether frequent statements are prepared under a name. `off` is slower, and needed behind a pooler in transaction mode that does not keep them, such as PgBouncer before 1.21. Set it to `on` for one that does.',
  },
});
