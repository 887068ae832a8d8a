import { execFileSync } from 'node:child_process';
import { chownSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDataSource } from '@portero/database';
import { whyNotReady } from '@portero/setup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresIdentity, reachableTemporaryFolder } from '../support/postgres/postgres-binaries.mjs';
import { type PostgresServer, startPostgres } from '../support/postgres/postgres-server.mjs';
import { systemProgram } from '../support/programs/system-program';

const SERVER = process.env['TEST_DATABASE_URL'] ?? '';
const OPENSSL = SERVER === '' ? null : systemProgram('openssl', 'openssl');

describe.skipIf(OPENSSL === null)('a server that demands TLS', () => {
  let folder: string;
  let server: PostgresServer;

  beforeAll(async () => {
    folder = await reachableTemporaryFolder('portero-tls-');
    makeCertificate(folder, 'localhost');
    writeFileSync(join(folder, 'hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
    const { uid, gid } = postgresIdentity;
    if (uid !== undefined && gid !== undefined)
      for (const path of ['.', ...readdirSync(folder)]) chownSync(join(folder, path), uid, gid);
    server = await startPostgres({
      settings: {
        ssl: 'on',
        ssl_cert_file: join(folder, 'server.crt'),
        ssl_key_file: join(folder, 'server.key'),
        hba_file: join(folder, 'hba.conf'),
      },
    });
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the start tells about a URL with these parameters; `null` when it gets through. */
  async function told(parameters: string, host = 'localhost'): Promise<readonly string[] | null> {
    const url = `${server.url.replace('127.0.0.1', host)}?${parameters}`;
    const dataSource = createDataSource({ kind: 'server', url, poolSize: 1 });
    try {
      await dataSource.initialize();
      await dataSource.destroy();
      return null;
    } catch (error) {
      return whyNotReady(error)?.lines ?? [String(error)];
    }
  }

  it('says that TLS is missing', async () => {
    expect(await told('sslmode=disable', '127.0.0.1')).toEqual([
      expect.stringMatching(/^The database answers: no pg_hba\.conf entry for host .*, no encryption\.$/u),
      'Check the user of DATABASE_URL. Where the server demands TLS, add sslmode=verify-full with sslrootcert.',
    ]);
  });

  it('says that the root certificate is missing', async () => {
    expect(await told('sslmode=verify-full')).toEqual([
      expect.stringMatching(/^The database answers: self-signed certificate\.$/u),
      'Name the certificate of the server as its own root: sslrootcert in DATABASE_URL.',
    ]);
  });

  it('says that the certificate is for another host', async () => {
    expect(await told(`sslmode=verify-full&sslrootcert=${folder}/server.crt`, '127.0.0.1')).toEqual([
      expect.stringContaining('The database answers: '),
      'Use the host name in DATABASE_URL that the certificate of the server names.',
    ]);
  });

  it.each(['require', 'prefer', 'allow', 'verify-full', 'verify-ca'])('is used with sslmode=%s', async (mode) => {
    expect(await told(`sslmode=${mode}&sslrootcert=${folder}/server.crt`)).toBeNull();
  });
});

function makeCertificate(folder: string, host: string): void {
  const key = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-days', '2'];
  const files = ['-keyout', join(folder, 'server.key'), '-out', join(folder, 'server.crt')];
  execFileSync(OPENSSL!, [...key, ...names, ...files], { stdio: 'ignore' });
}
