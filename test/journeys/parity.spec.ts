import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { porteroHere } from '../support/service/portero-command';

const jwt = (claims: object) =>
  ['{"alg":"HS256","typ":"JWT"}', JSON.stringify(claims), 'signature-of-it']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const OLD_TOKEN = jwt({ user_id: 7, iat: 1 });
const NEW_TOKEN = jwt({ user_id: 91, iat: 2 });
const JSON_TYPE = { 'Content-Type': 'application/json' };

const LOG_IN = {
  name: 'log in',
  request: {
    method: 'POST',
    path: '/login',
    headers: JSON_TYPE,
    body: JSON.stringify({ email: 'ana@example.com', password: 'hunter2-hunter2' }),
  },
  response: {
    status: 200,
    headers: JSON_TYPE,
    body: JSON.stringify({ access: OLD_TOKEN, id: 7, createdAt: '2020-01-01T00:00:00Z' }),
  },
};
const WHO = {
  name: 'who',
  request: { method: 'GET', path: '/users/7', headers: { Authorization: `Bearer ${OLD_TOKEN}` }, body: '' },
  response: { status: 200, headers: JSON_TYPE, body: JSON.stringify({ id: 7, message: 'Hola' }) },
};

/** The two requests as HAR writes them. */
const HAR = {
  log: {
    version: '1.2',
    entries: [LOG_IN, WHO].map(({ request, response }) => ({
      request: {
        method: request.method,
        url: `https://old.example${request.path}`,
        headers: Object.entries(request.headers).map(([name, value]) => ({ name, value })),
        postData: { mimeType: 'application/json', text: request.body },
      },
      response: {
        status: response.status,
        headers: [{ name: 'content-type', value: 'application/json' }],
        content: { text: response.body },
      },
    })),
  },
};

/** Where the second answer differs. */
const places = ({ results }: { results: { differences: { at: string }[] }[] }): (string | undefined)[] =>
  (results[1]?.differences ?? []).map(({ at }) => at);

describe('portero parity', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-parity-'));
  const portero = porteroHere({});
  let server: Server;
  let against: string;
  let who = '{"id":91,"message":"Hola"}';

  beforeAll(async () => {
    server = createServer((request, response) => {
      const isLogIn = request.url === '/login';
      const isWho = request.url === '/users/91' && request.headers.authorization === `Bearer ${NEW_TOKEN}`;
      const body = JSON.stringify({ access: NEW_TOKEN, id: 91, createdAt: '2026-05-05T12:00:00Z' });
      response.writeHead(isLogIn || isWho ? 200 : 404, { 'content-type': 'application/json' });
      response.end(isLogIn ? body : who);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    against = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  async function parity(recording: string) {
    const [file, report] = [join(folder, 'recording'), join(folder, 'report.html')];
    writeFileSync(file, recording);
    const outcome = await portero.run(['parity', file, '--against', against, '--report', report, '--json']);
    return { ...outcome, document: JSON.parse(outcome.out), html: () => readFileSync(report, 'utf8') };
  }

  const jsonl = (...exchanges: object[]) => exchanges.map((each) => JSON.stringify(each)).join('\n');

  it.each([
    ['JSONL', jsonl(LOG_IN, WHO)],
    ['HAR', JSON.stringify(HAR)],
  ])('ends with 0 for %s whose tokens, ids and times alone differ; a token is mapped through', async (_, recording) => {
    const { exitCode, document } = await parity(recording);
    expect(document).toMatchObject({ ok: true, exchanges: 2, same: 2, different: 0 });
    expect(exitCode).toBe(0);
  });

  it.each([
    ['a message', '{"id":91,"message":"Adiós"}', 'body.message'],
    ['a type', '{"id":"91","message":"Hola"}', 'body.id'],
    ['the order of keys', '{"message":"Hola","id":91}', 'body'],
    ['a missing key', '{"id":91}', 'body.message'],
    ['a new key', '{"id":91,"message":"Hola","more":1}', 'body.more'],
    ['an id that stood for another', '{"id":92,"message":"Hola"}', 'body.id'],
    ['a body that is JSON no more', 'Hola', 'body'],
  ])('ends with 1 and names the place when %s differs', async (_, answer, at) => {
    who = answer;
    const { exitCode, document, html } = await parity(jsonl(LOG_IN, WHO)).finally(
      () => (who = '{"id":91,"message":"Hola"}'),
    );
    expect(exitCode).toBe(1);
    expect(places(document)).toEqual([at]);
    expect(html()).toContain('1 of 2 answers differ');
  });

  it('compares the status and the headers that clients act on', async () => {
    const headers = { 'content-type': 'text/html', allow: 'GET, POST' };
    const { document } = await parity(jsonl(LOG_IN, { ...WHO, response: { ...WHO.response, status: 201, headers } }));
    expect(places(document)).toEqual(['status', 'header content-type', 'header allow']);
  });

  it('shows no password, token or e-mail in the report or the document', async () => {
    const { html, out } = await parity(jsonl(LOG_IN, { ...WHO, response: { ...WHO.response, status: 500 } }));
    for (const secret of [OLD_TOKEN, NEW_TOKEN, 'hunter2', 'ana@example.com']) {
      expect(html()).not.toContain(secret);
      expect(out).not.toContain(secret);
    }
    expect(html()).toContain('[password]');
  });

  it('counts a service that cannot be reached as a difference', async () => {
    const file = join(folder, 'recording');
    writeFileSync(file, jsonl(LOG_IN));
    const { exitCode, out } = await portero.run(['parity', file, '--against', 'http://127.0.0.1:1', '--json']);
    expect([exitCode, JSON.parse(out).results[0].differences[0].at]).toEqual([1, 'answer']);
  });

  it.each([
    ['not JSON', 'nothing', 'Line 1'],
    ['no path', '{"request":{"method":"GET"},"response":{"status":200}}', 'Line 1'],
    ['empty', '', 'no request'],
  ])('refuses a recording that is %s', async (_, text, told) => {
    const file = join(folder, 'recording');
    writeFileSync(file, text);
    const { exitCode, err } = await portero.run(['parity', file, '--against', against]);
    expect([exitCode, err]).toEqual([1, expect.stringContaining(told)]);
  });
});
