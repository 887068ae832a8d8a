import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { renderReport } from '../parity/render-report';
import { Shadow, type ShadowOptions } from './shadow';

const servers: Server[] = [];

async function listening(server: Server): Promise<URL> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const serving = (answer: RequestListener): Promise<URL> => listening(createServer(answer));
const json =
  (body: object, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

async function shadowing(old: URL, ours: URL, more: Partial<ShadowOptions> = {}) {
  const options = { old, new: ours, writes: false, atOnce: 2, waiting: 2, timeoutMs: 5000, ...more };
  const shadow = new Shadow(options);
  return { shadow, origin: (await listening(shadow.server)).origin };
}

describe('portero shadow', () => {
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('answers as the old back end does, and counts where Portero differs', async () => {
    const old = await serving(json({ id: 7, message: 'Hola', email: 'ana@example.com' }));
    const ours = await serving(json({ id: 91, message: 'Hello', email: 'ana@example.com' }));
    const { shadow, origin } = await shadowing(old, ours);
    const answer = await fetch(`${origin}/users/7?key=very-secret-key-0123456789abcdef0123`);
    expect([answer.status, await answer.json()]).toMatchObject([200, { message: 'Hola' }]);
    await shadow.close();
    expect(shadow.counts).toMatchObject({ different: 1, same: 0 });
    const metrics = await shadow.metrics.registry.metrics();
    expect(metrics).toContain('portero_shadow_requests_total{method="GET",route="/users/:id",outcome="different"} 1');
    expect(metrics).toContain('portero_shadow_differences_total{method="GET",route="/users/:id",at="body.message"} 1');
    const report = renderReport(shadow.different, { against: ours.origin, at: new Date() });
    expect(report).toContain('Hello');
    for (const secret of ['very-secret-key', 'ana@example.com']) expect(report).not.toContain(secret);
  });

  it('asks Portero about reads alone, and with writes about everything, body included', async () => {
    const asked: string[] = [];
    const old = await serving(json({ ok: true }));
    const ours = await serving((request, response) => {
      void text(request).then((body) => {
        asked.push(`${request.method ?? ''} ${body}`);
        json({ ok: true })(request, response);
      });
    });
    for (const writes of [false, true]) {
      const { shadow, origin } = await shadowing(old, ours, { writes });
      await (await fetch(`${origin}/login`, { method: 'POST', body: 'a=1' })).text();
      await (await fetch(`${origin}/who`)).text();
      await shadow.close();
      expect(shadow.counts).toMatchObject(writes ? { same: 2, not_asked: 0 } : { same: 1, not_asked: 1 });
    }
    expect(asked.toSorted()).toEqual(['GET ', 'GET ', 'POST a=1']);
  });

  it('streams: the client has the first bytes while the old back end still writes', async () => {
    let finish = (): void => undefined;
    const old = await serving((_request, response) => {
      response.write('first');
      finish = () => response.end('last');
    });
    const { shadow, origin } = await shadowing(old, await serving(json({})));
    const reader = (await fetch(`${origin}/stream`)).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    finish();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('last');
    await shadow.close();
  });

  it('costs the client nothing while Portero hangs: what does not fit is dropped and counted', async () => {
    const hanging = await serving(() => undefined);
    const old = await serving(json({ ok: true }));
    const { shadow, origin } = await shadowing(old, hanging, { timeoutMs: 300 });
    for (let count = 0; count < 8; count += 1) expect((await fetch(`${origin}/who`)).status).toBe(200);
    await shadow.close();
    expect(shadow.counts.dropped).toBeGreaterThan(0);
    expect(shadow.counts.failed + shadow.counts.dropped).toBe(8);
  });

  it('fails open when Portero is down, and is 502 when the old back end is', async () => {
    const gone = await serving(json({}));
    servers.at(-1)?.close();
    await delay(10);
    const { shadow, origin } = await shadowing(await serving(json({ ok: true })), gone);
    expect((await fetch(`${origin}/who`)).status).toBe(200);
    await shadow.close();
    expect(shadow.counts.failed).toBe(1);
    const other = await shadowing(gone, gone);
    expect((await fetch(`${other.origin}/who`)).status).toBe(502);
  });
});
