import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DevelopmentOutbox } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutboxPagesModule } from './outbox.module';

const HOSTILE = '<script>alert(1)</script> "quoted" & more';
let folder: string;
let outbox: DevelopmentOutbox;
let app: NestFastifyApplication;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portero-outbox-'));
  outbox = new DevelopmentOutbox(folder);
  const ground = [{ provide: DevelopmentOutbox, useValue: outbox }];
  @Global()
  @Module({ providers: ground, exports: ground })
  class GroundModule {}
  @Module({ imports: [GroundModule, OutboxPagesModule] })
  class AppModule {}
  app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false });
  await app.init();
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

async function sendMail(subject: string, text: string, to = 'ana@example.com'): Promise<string> {
  const id = randomUUID();
  const from = { name: 'Tienda', address: 'no-reply@localhost' };
  const message = { id, from, to, subject, text, html: '<p style="color:red">Código</p>', date: new Date() };
  await outbox.send(message);
  return id;
}

async function page(url: string) {
  const { statusCode, headers, body } = await app.inject({ method: 'GET', url });
  return {
    statusCode,
    body,
    type: headers['content-type'],
    policy: String(headers['content-security-policy']),
    headers,
  };
}

describe('the outbox page', () => {
  it('says so when there is no mail', async () => {
    expect((await page('/outbox')).body).toContain('No mail yet');
  });

  it('lists recipient, subject and time, escaped', async () => {
    const id = await sendMail(HOSTILE, 'text', 'eve@example.com');
    const { statusCode, type, body } = await page('/outbox');
    expect([statusCode, type]).toEqual([200, 'text/html; charset=utf-8']);
    expect(body).toContain(`href="/outbox/${id}"`);
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;quoted&quot; &amp; more');
    expect(body).toContain('eve@example.com');
    expect(body).toMatch(/<time datetime="\d{4}-\d\d-\d\dT/);
    expect(body).not.toContain('<script');
  });

  it('shows the text part of a mail as it is, with its links to follow', async () => {
    const id = await sendMail('Tu código', `${HOSTILE}\n\n0471\n\nhttps://id.example/reset?a=1&b=2\n`);
    const { body } = await page(`/outbox/${id}`);
    expect(body).toContain('&lt;script&gt;');
    expect(body).toMatch(/^0471$/m);
    expect(body).toContain('<a href="https://id.example/reset?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">');
    expect(body).toContain(`src="/outbox/${id}/html"`);
    expect(body).not.toContain('<script');
  });

  it('shows the HTML part in a frame that can run, load and send nothing', async () => {
    const id = await sendMail('Tu código', 'text');
    expect((await page(`/outbox/${id}`)).policy).toContain("frame-src 'self'");
    const { body, policy, headers } = await page(`/outbox/${id}/html`);
    expect(body).toBe('<p style="color:red">Código</p>');
    expect(headers['x-frame-options']).toBe('SAMEORIGIN');
    expect(policy).toMatch(/^default-src 'none'; .*; sandbox allow-popups allow-popups-to-escape-sandbox$/);
    expect(policy).not.toMatch(/script|allow-same-origin|img-src|connect-src/);
  });

  it.each(['', '/html'])('answers 404 for a mail that is not there%s', async (end) => {
    for (const id of [randomUUID(), 'x', '..%2F..%2Fetc%2Fpasswd', '%00']) {
      expect((await page(`/outbox/${id}${end}`)).statusCode).toBe(404);
    }
  });

  it('allows its one stylesheet by its hash and nothing else', async () => {
    const id = await sendMail('Tu código', 'text');
    for (const url of ['/outbox', `/outbox/${id}`, `/outbox/${randomUUID()}`]) {
      const { body, policy } = await page(url);
      const styles = [...body.matchAll(/<style>([^]*?)<\/style>/g)].map(([, text = '']) => text);
      expect(styles).toHaveLength(1);
      const hash = createHash('sha256').update(styles.join('')).digest('base64');
      expect(policy).toContain(
        `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
      );
      expect(policy).toContain("form-action 'none'");
      expect(policy).not.toContain('unsafe');
      expect(body).not.toMatch(/ style=| on\w+=/);
    }
  });
});
