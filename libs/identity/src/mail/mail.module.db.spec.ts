import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Transactions } from '@portero/database';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MailPost, TO, until } from '../../testing/mail-post';
import { SmtpSink } from '../../testing/smtp-sink';
import { Clock } from '../clock';
import { Randomness, SystemRandomness } from '../randomness';
import { MasterKey } from '../secrets/master-key';
import { DevelopmentOutbox } from './development/development-outbox';
import { MailOutbox } from './mail-outbox.service';
import { MailModule } from './mail.module';
import { Mailer } from './mailer';
import { MailSender } from './queue/mail-sender.service';
import { SmtpMailer } from './smtp-mailer';

let post: MailPost;
let dataDir: string;
let app: INestApplicationContext | null = null;

beforeAll(async () => {
  post = await MailPost.open();
  dataDir = await mkdtemp(join(tmpdir(), 'portero-mail-'));
});
afterEach(async () => {
  await app?.close();
  app = null;
  await post.clear();
});
afterAll(async () => {
  await post.close();
  await rm(dataDir, { recursive: true });
});

async function startWith(smtpUrl: string | null): Promise<INestApplicationContext> {
  const ground = [
    { provide: Transactions, useValue: post.transactions },
    { provide: MasterKey, useValue: post.masterKey },
    { provide: Clock, useValue: post.clock },
    { provide: Randomness, useClass: SystemRandomness },
  ];
  @Global()
  @Module({ providers: ground, exports: ground })
  class GroundModule {}
  const from = { name: 'Portero', address: 'no-reply@localhost' };
  @Module({ imports: [GroundModule, MailModule.forRoot({ smtpUrl, from, dataDir })] })
  class AppModule {}
  app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  return app;
}

async function sendThrough(context: INestApplicationContext): Promise<void> {
  const outbox = context.get(MailOutbox);
  await post.promise({ outbox }, TO);
  outbox.wake();
  await until(() => post.isEmpty());
}

describe('MailModule', () => {
  it('without an SMTP server keeps mails in the outbox of the data folder', async () => {
    const context = await startWith(null);
    await sendThrough(context);
    const outbox = context.get(DevelopmentOutbox);
    expect(outbox.folder).toBe(join(dataDir, 'outbox'));
    expect(await outbox.list()).toMatchObject([{ to: TO, from: 'Tienda <no-reply@localhost>' }]);
  });

  it('with an SMTP server sends mails to it and has no outbox', async () => {
    const sink = await SmtpSink.start();
    const context = await startWith(sink.url);
    await sendThrough(context);
    await sink.stop();
    expect(sink.mails).toHaveLength(1);
    expect(context.get(Mailer)).toBeInstanceOf(SmtpMailer);
    expect(() => context.get(DevelopmentOutbox)).toThrow();
  });

  it('stops sending when the application stops, and closes hanging connections', async () => {
    const context = await startWith('smtp://127.0.0.1:9');
    const [sender, mailer] = [context.get(MailSender), context.get(Mailer)];
    const stopped = vi.spyOn(sender, 'beforeApplicationShutdown');
    const cut = vi.spyOn(mailer as SmtpMailer, 'onApplicationShutdown');
    await context.close();
    app = null;
    expect([stopped.mock.calls.length, cut.mock.calls.length]).toEqual([1, 1]);
  });

  it('refuses an invalid SMTP URL', () => {
    const from = { name: '', address: 'no-reply@localhost' };
    expect(() => MailModule.forRoot({ smtpUrl: 'http://mail.example', from, dataDir })).toThrow(TypeError);
  });
});
