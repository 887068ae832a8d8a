import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../clock';
import type { IdentityPolicy } from '../identity-policy';
import { BreachedPasswords } from './breached-passwords.service';

const BREACHED = 'Summer2026!';
const PADDED = 'only-in-padding';
const hashOf = (password: string): string => createHash('sha1').update(password).digest('hex').toUpperCase();

class MovedClock extends Clock {
  ms = Date.UTC(2026, 10, 27);

  override now(): Date {
    return new Date(this.ms);
  }
}

/** A complete range: other hashes, the breached passwords with this prefix, and padding. */
function rangeOf(prefix: string): string {
  const noise = Array.from({ length: 20 }, (_, place) => `${hashOf(String(place)).slice(5)}:${place + 1}`);
  const rows = [BREACHED, PADDED].filter((password) => hashOf(password).startsWith(prefix));
  return [...noise, ...rows.map((password) => `${hashOf(password).slice(5)}:${password === PADDED ? 0 : 17}`)].join(
    '\r\n',
  );
}

describe('breached passwords', () => {
  let server: Server;
  let asked: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let clock: MovedClock;
  let url: string;
  let breached: BreachedPasswords;

  const right = (request: IncomingMessage, response: ServerResponse): void => {
    response.end(rangeOf((request.url ?? '').slice('/range/'.length)));
  };

  beforeEach(async () => {
    asked = [];
    answer = right;
    server = createServer((request, response) => {
      asked.push(request);
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    clock = new MovedClock();
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`;
    breached = new BreachedPasswords({ passwords: { breachedUrl: url } } as IdentityPolicy, clock);
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('are found by the first five digits of their hash, and nothing else is sent', async () => {
    expect([await breached.include(BREACHED), await breached.include('correct-horse-battery')]).toEqual([true, false]);
    expect(asked.map(({ method, url: path }) => [method, path])).toEqual([
      ['GET', `/range/${hashOf(BREACHED).slice(0, 5)}`],
      ['GET', `/range/${hashOf('correct-horse-battery').slice(0, 5)}`],
    ]);
    expect(asked.map(({ headers }) => headers['add-padding'])).toEqual(['true', 'true']);
    const sent = JSON.stringify(asked.map(({ rawHeaders }) => rawHeaders));
    expect(sent).not.toContain(hashOf(BREACHED).slice(5, 15));
  });

  it('do not include those in the padding', async () => {
    expect(await breached.include(PADDED)).toBe(false);
  });

  it('are not looked up when no service is set', async () => {
    const none = new BreachedPasswords({ passwords: { breachedUrl: null } } as IdentityPolicy, clock);
    expect([await none.include(BREACHED), asked.length]).toEqual([false, 0]);
  });

  it('are looked up once in ten minutes', async () => {
    await breached.include(BREACHED);
    await breached.include(BREACHED);
    expect(asked.length).toBe(1);
    clock.ms += 601_000;
    expect([await breached.include(BREACHED), asked.length]).toEqual([true, 2]);
  });

  it('are cached for at most 64 prefixes', async () => {
    await breached.include(BREACHED);
    for (let count = 0; count < 70; count += 1) await breached.include(`another ${count}`);
    const before = asked.length;
    await breached.include(BREACHED);
    expect(asked.length).toBe(before + 1);
  });

  const FAILURES: readonly (readonly [string, (request: IncomingMessage, response: ServerResponse) => void])[] = [
    ['answers 500', (_, response) => void response.writeHead(500).end('no')],
    ['answers 429', (_, response) => void response.writeHead(429).end('no')],
    ['leads elsewhere', (_, response) => void response.writeHead(302, { location: `${url}00000` }).end()],
    ['answers something else', (_, response) => void response.end('<html>Welcome</html>')],
    ['answers nothing', (_, response) => void response.end()],
    ['answers without end', (_, response) => void response.write(`${'0'.repeat(600_000)}\r\n`)],
    ['closes the connection', (request) => void request.socket.destroy()],
    ['is silent', () => undefined],
  ];

  it.each(FAILURES)('are accepted while the service %s', async (_, failing) => {
    answer = failing;
    expect(await breached.include(BREACHED)).toBe(false);
    answer = right;
    expect(await breached.include(BREACHED)).toBe(true);
  });

  it('are accepted while the service is unreachable', async () => {
    const away = new BreachedPasswords({ passwords: { breachedUrl: 'http://127.0.0.1:9/' } } as IdentityPolicy, clock);
    expect(await away.include(BREACHED)).toBe(false);
  });

  it('are not looked up for 30 seconds after five failures', async () => {
    answer = (_, response) => void response.writeHead(503).end();
    for (let count = 0; count < 8; count += 1) await breached.include(BREACHED);
    expect(asked.length).toBe(5);
    answer = right;
    clock.ms += 31_000;
    expect([await breached.include(BREACHED), asked.length]).toEqual([true, 6]);
  });
});
