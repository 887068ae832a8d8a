import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '@portero/config';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkCertificates, judgeEnd } from './certificates.check';
import { checkLimitStore } from './limits.check';
import { checkManagement } from './management.check';

const DAY_MS = 86_400_000;
const servers: Server[] = [];

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('the doctor on the management port', () => {
  const look = async (listener: RequestListener) => {
    const port = await listening(createServer(listener));
    return checkManagement(loadSettings({ MANAGEMENT_PORT: String(port) }));
  };
  const service =
    (status: number): RequestListener =>
    ({ url }, response) => {
      response.writeHead(url === '/readyz' ? status : 200);
      response.end(url === '/readyz' ? '{"status":"database_read_only"}' : 'portero_build_info{} 1\n');
    };

  it('is content with a service that is ready, and without a port', async () => {
    expect(await look(service(200))).toMatchObject({ state: 'ok' });
    expect(await checkManagement(loadSettings({}))).toMatchObject({ state: 'ok' });
  });

  it('warns of one that is not ready, with its reason', async () => {
    expect(await look(service(503))).toMatchObject({
      state: 'warning',
      message: expect.stringContaining('database_read_only'),
    });
  });

  it('finds another program on that port', async () => {
    const other: RequestListener = (_request, response) => void response.end('hello');
    expect(await look(other)).toMatchObject({ state: 'wrong', mend: expect.stringContaining('MANAGEMENT_PORT') });
  });

  it('says that no service runs here where nothing answers', async () => {
    const port = await listening(createServer());
    const server = servers.pop();
    server?.close();
    expect(await checkManagement(loadSettings({ MANAGEMENT_PORT: String(port) }))).toMatchObject({
      state: 'unchecked',
    });
  });
});

describe('the doctor on the store of the limits', () => {
  it.each([
    [{}, 'ok'],
    [{ RATE_LIMITS: 'off' }, 'ok'],
    [{ DATABASE_URL: 'postgres://u:p@db/x' }, 'ok'],
    [{ DATABASE_URL: 'postgres://u:p@db/x', LIMIT_STORE: 'memory' }, 'warning'],
  ])('of %j: %s', async (env, state) => {
    expect(await checkLimitStore(loadSettings(env))).toMatchObject({ state });
  });

  it('finds a Redis that does not answer, without showing its password', async () => {
    const port = await listening(createServer());
    servers.pop()?.close();
    const found = await checkLimitStore(loadSettings({ REDIS_URL: `redis://default:hidden@127.0.0.1:${port}` }));
    expect(found).toMatchObject({ state: 'wrong', mend: expect.stringContaining('docs/operations.md') });
    expect(JSON.stringify(found)).not.toContain('hidden');
  });
});

describe('the doctor on certificates', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  let folder: string;
  const files = () => ({ cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portero-certificates-'));
    const { cert, key } = files();
    const words = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      '/CN=localhost',
    ];
    execFileSync('openssl', [...words, '-days', '5', '-out', cert, '-keyout', key], { stdio: 'ignore' });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    [60, 'ok'],
    [14, 'ok'],
    [13, 'warning'],
    [0, 'warning'],
    [-1, 'wrong'],
  ])('that ends in %i days: %s', (days, state) => {
    expect(judgeEnd('x', new Date(now.getTime() + days * DAY_MS), now)).toMatchObject({ state });
  });

  it('is content where the settings name none', async () => {
    expect(await checkCertificates(loadSettings({}))).toMatchObject([{ state: 'ok' }]);
  });

  it('reads the files of the database URL', async () => {
    const at = (path: string) => `postgres://u:p@127.0.0.1:1/x?sslmode=verify-full&sslrootcert=${path}`;
    const [soon] = await checkCertificates(loadSettings({ DATABASE_URL: at(files().cert) }));
    expect(soon).toMatchObject({ state: 'warning', message: expect.stringContaining('sslrootcert of DATABASE_URL') });
    writeFileSync(join(folder, 'empty.pem'), 'no certificate');
    const [empty] = await checkCertificates(loadSettings({ DATABASE_URL: at(join(folder, 'empty.pem')) }));
    expect(empty).toMatchObject({ state: 'wrong' });
  });

  it('asks the host of PUBLIC_URL, and does not mind one that is not in reach', async () => {
    const options = { cert: readFileSync(files().cert), key: readFileSync(files().key) };
    const port = await listening(createSecureServer(options));
    const url = `https://127.0.0.1:${port}`;
    expect(await checkCertificates(loadSettings({ PUBLIC_URL: url }))).toMatchObject([
      { state: 'warning', message: expect.stringMatching(/the host of PUBLIC_URL ends in [45] days/u) },
    ]);
    servers.pop()?.close();
    expect(await checkCertificates(loadSettings({ PUBLIC_URL: url }))).toMatchObject([{ state: 'unchecked' }]);
  });
});
