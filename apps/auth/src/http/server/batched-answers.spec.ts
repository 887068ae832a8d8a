import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerBatchedAnswers } from './batched-answers';

const WAIT = { timeout: 30_000 };

describe('answers that are ready in the turn of their requests', () => {
  let server: FastifyInstance;
  const seen: string[] = [];

  beforeEach(async () => {
    seen.length = 0;
    vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    server = fastify();
    // Before the tested hook, because a hook after it would catch what Node throws.
    server.addHook('onSend', (request, reply, _payload, done) => {
      seen.push(`ready ${request.url}`);
      reply.raw.once('prefinish', () => seen.push(`sent ${request.url}`));
      done();
    });
    registerBatchedAnswers(server);
    server.get('/good/:nth', (_request, reply) => {
      void reply.send({ ok: true });
    });
    server.get('/late', async (_request, reply) => {
      await setImmediate();
      await setImmediate();
      return reply.send({ ok: true });
    });
    server.get('/header', (_request, reply) => {
      void reply.header('x-bad', 'two\r\nlines').send({ ok: true });
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await server.close();
  });

  it('are sent after the last of them is ready', async () => {
    const both = await Promise.all([server.inject('/good/1'), server.inject('/good/2')]);
    expect(both.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(seen).toEqual(['ready /good/1', 'ready /good/2', 'sent /good/1', 'sent /good/2']);
  });

  it('do not keep back those that had waited', async () => {
    await Promise.all(['/good/1', '/late'].map((path) => server.inject(path)));
    expect(seen).toEqual(['ready /good/1', 'sent /good/1', 'ready /late', 'sent /late']);
  });

  it('are 64 at most, so that a client that does not read is no longer read', async () => {
    const paths = Array.from({ length: 100 }, (_, nth) => `/good/${nth}`);
    await Promise.all(paths.map((path) => server.inject(path)));
    expect(seen.indexOf('sent /good/64')).toBeLessThan(seen.indexOf('ready /good/99'));
    expect(seen.indexOf('sent /good/63')).toBeGreaterThan(seen.indexOf('ready /good/99'));
  });

  it('are all sent when Node refuses a header of one, which becomes a 500', async () => {
    const all = ['/good/1', '/header', '/good/2'].map((path) => fetch(server.listeningOrigin + path));
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual([200, 500, 200]);
    expect(Logger.prototype.error).not.toHaveBeenCalled();
  });

  it('are all sent when one cannot be, which loses its connection', async () => {
    const hooks = new Map<string, (...args: unknown[]) => void>();
    const addHook = (name: string, hook: (...args: unknown[]) => void) => hooks.set(name, hook);
    registerBatchedAnswers({ addHook, decorateRequest: vi.fn() } as unknown as FastifyInstance);
    const destroy = vi.fn();
    const done = vi.fn();
    const answer = (send: () => void) => {
      const request = {};
      hooks.get('onRequest')?.(request, {}, vi.fn());
      hooks.get('onSend')?.(request, { request, raw: { destroy } }, null, send);
    };
    answer(() => {
      throw new Error('a defect');
    });
    answer(done);
    await vi.waitFor(() => {
      expect(done).toHaveBeenCalledOnce();
    }, WAIT);
    expect(destroy).toHaveBeenCalledOnce();
    expect(Logger.prototype.error).toHaveBeenCalledOnce();
  });
});
