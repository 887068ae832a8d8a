import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DatabaseUrlError, parseServerUrl } from './server-url';

const folder = mkdtempSync(join(tmpdir(), 'portero-url-'));
const certificate = join(folder, 'root.crt');
writeFileSync(certificate, 'PEM');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the hosts of a database URL', () => {
  it.each([
    ['postgres://u:p@db/portero', [['db', 5432]]],
    ['postgresql://u:p@db:6432/portero', [['db', 6432]]],
    ['postgres://u:p@[2001:db8::1]:6432/portero', [['2001:db8::1', 6432]]],
    ['postgres:///portero', [['localhost', 5432]]],
    ['postgres://u@/portero?host=/run/postgresql', [['/run/postgresql', 5432]]],
    ['postgres://u@%2Frun%2Fpostgresql/portero?port=6432', [['/run/postgresql', 6432]]],
    ['postgres://u@%2Frun%2Fpostgresql:6432/portero', [['/run/postgresql', 6432]]],
    ['postgres:///portero?host=/run/postgresql&user=u', [['/run/postgresql', 5432]]],
    ['postgres://u:p@db/portero?hostaddr=192.0.2.7', [['192.0.2.7', 5432]]],
    ['postgres://u:p@/?host=db&dbname=portero', [['db', 5432]]],
    [
      'postgres://u:p@a,b:6432,[::1]:7/portero',
      [
        ['a', 5432],
        ['b', 6432],
        ['::1', 7],
      ],
    ],
    [
      'postgres://u:p@/portero?host=a,b&port=1,2',
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    [
      'postgres://u:p@/portero?host=a,b&port=6432',
      [
        ['a', 6432],
        ['b', 6432],
      ],
    ],
  ] as const)('%s', (url, hosts) => {
    expect(parseServerUrl(url).hosts).toEqual(hosts.map(([host, port]) => ({ host, port })));
    expect(parseServerUrl(url).client.database).toBe('portero');
  });

  it('are one that takes writes, where there are several', () => {
    expect(parseServerUrl('postgres://a,b/x').needsWritable).toBe(true);
    expect(parseServerUrl('postgres://a/x').needsWritable).toBe(false);
    expect(parseServerUrl('postgres://a,b/x?target_session_attrs=any').needsWritable).toBe(false);
    expect(parseServerUrl('postgres://a/x?target_session_attrs=primary').needsWritable).toBe(true);
    expect(() => parseServerUrl('postgres://a/x?target_session_attrs=standby')).toThrow(DatabaseUrlError);
  });
});

describe('the parameters of a database URL', () => {
  it('are decoded', () => {
    const { client } = parseServerUrl('postgres://an%40a:p%40s%2Fs@db/por%20tero?application_name=x&connect_timeout=7');
    expect(client).toMatchObject({ user: 'an@a', password: 'p@s/s', database: 'por tero', application_name: 'x' });
    expect(client.connectionTimeoutMillis).toBe(7000);
  });

  it.each([
    ['disable', false],
    ['require', { rejectUnauthorized: false }],
    ['verify-full', {}],
  ] as const)('sslmode=%s means what libpq means by it', (mode, ssl) => {
    expect(parseServerUrl(`postgres://db/x?sslmode=${mode}`).client.ssl).toEqual(ssl);
  });

  it('name the root certificate', () => {
    const { client } = parseServerUrl(`postgres://db/x?sslmode=verify-full&sslrootcert=${certificate}`);
    expect(client.ssl).toEqual({ ca: 'PEM' });
  });

  it.each(['sslrootcert', 'sslcert', 'sslkey'])('that name a missing %s are refused by name', (name) => {
    const read = () => parseServerUrl(`postgres://u:secret@db/x?sslmode=verify-full&${name}=${folder}/none`);
    expect(read).toThrow(`${name} of the database URL names a file that cannot be read.`);
  });

  it('take the roots of the system for sslrootcert=system, and the password of the key', () => {
    const url = `postgres://db/x?sslmode=verify-full&sslrootcert=system&sslkey=${certificate}&sslpassword=p`;
    expect(parseServerUrl(url).client.ssl).toEqual({ key: 'PEM', passphrase: 'p' });
  });

  it.each(['prefer', 'allow'])('ask for TLS with sslmode=%s, and can do without', (mode) => {
    const { client, tlsIsOptional } = parseServerUrl(`postgres://db/x?sslmode=${mode}`);
    expect([client.ssl, tlsIsOptional]).toEqual([{ rejectUnauthorized: false }, true]);
    expect(parseServerUrl('postgres://db/x?sslmode=require').tlsIsOptional).toBe(false);
  });

  it('may name user and password', () => {
    const { client } = parseServerUrl('postgres:///x?user=ana&password=p%26q');
    expect(client).toMatchObject({ user: 'ana', password: 'p&q', database: 'x' });
  });

  it('refuse a service, which would be another server', () => {
    expect(() => parseServerUrl('postgres:///x?service=prod')).toThrow(DatabaseUrlError);
  });

  it('refuse verify-ca without a root certificate', () => {
    expect(() => parseServerUrl('postgres://db/x?sslmode=verify-ca')).toThrow('needs sslrootcert');
  });
});
