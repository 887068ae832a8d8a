import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { type PostgresServer, startPostgres } from '../../support/postgres/postgres-server.mjs';
import type { TcpProxy } from './tcp-proxy';

/** The password of the role that the service has. */
export const APP_PASSWORD = randomBytes(12).toString('hex');

/** What a test decides about the server. */
interface ServerOptions {
  readonly postgres?: Readonly<Record<string, string>>;
  readonly dataIn?: string;
}

/** Starts the database server of a world. */
export function startServer({ postgres, dataIn }: ServerOptions): Promise<PostgresServer> {
  return startPostgres({
    durable: true,
    ...(postgres === undefined ? {} : { settings: { ...postgres } }),
    ...(dataIn === undefined ? {} : { parent: dataIn }),
  });
}

/** Makes the database of the service, and its role. @returns its URL through a proxy */
export async function urlThrough(server: PostgresServer, proxy: TcpProxy): Promise<string> {
  const url = new URL(await server.createDatabase('faults'));
  // A superuser would pass every limit of connections.
  await asAdmin(server, `CREATE ROLE portero_app LOGIN PASSWORD '${APP_PASSWORD}'`);
  await asAdmin(server, 'ALTER DATABASE faults OWNER TO portero_app');
  url.username = 'portero_app';
  url.password = APP_PASSWORD;
  url.port = String(proxy.port);
  return url.href;
}

/** Starts what follows the server. */
export async function standbyOf(server: PostgresServer, kind: 'synchronous' | 'asynchronous'): Promise<PostgresServer> {
  const standby = await server.standby();
  if (kind === 'synchronous') {
    await asAdmin(server, "ALTER SYSTEM SET synchronous_standby_names = 'standby'");
    await asAdmin(server, 'SELECT pg_reload_conf()');
  }
  return standby;
}

/** The URL with the standby as a second host, as libpq writes it. */
export function bothHosts(url: string, standby: PostgresServer): string {
  const { port } = new URL(url);
  return url.replace(`:${port}/`, `:${port},127.0.0.1:${standby.port}/`);
}

async function asAdmin(server: PostgresServer, statement: string): Promise<void> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
