import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { OutgoingMail } from '@portero/database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { failing, KeepingMailer } from '../../testing/keeping-mailer';
import { capturedLog, MailPost, TO, until } from '../../testing/mail-post';
import { SmtpSink } from '../../testing/smtp-sink';
import { LEASE_SECONDS } from './queue/mail-queue.service';
import { SmtpMailer } from './smtp-mailer';

let post: MailPost;
let log: string[];

beforeAll(async () => {
  post = await MailPost.open();
});
beforeEach(() => {
  log = capturedLog();
});
afterEach(async () => {
  await post.clear();
  vi.restoreAllMocks();
});
afterAll(() => post.close());

describe('a mail server that is down', () => {
  it('delays mails and loses none', async () => {
    const sink = await SmtpSink.start();
    const { port, url } = sink;
    await sink.stop();
    const mailer = new SmtpMailer(url);
    const process = post.start(mailer);
    await post.promise(process, TO);
    process.outbox.wake();
    await until(() => log.length > 0);
    await until(() => post.isSettled());
    const back = await SmtpSink.start({}, port);
    post.clock.advance(3_600);
    process.outbox.wake();
    await until(() => post.isEmpty());
    mailer.onApplicationShutdown();
    await back.stop();
    expect(back.mails.map(({ to }) => to)).toEqual([[TO]]);
    expect(log).toHaveLength(2);
    expect(log[0]).toMatch(/^warn: The mail server takes no mail \(ESOCKET ECONNREFUSED/);
    expect(log[1]).toBe('log: The mail server takes mail again');
  });

  it('is tried with one mail at a time, and then gets all of them', async () => {
    const mailer = new KeepingMailer(failing('unavailable'));
    const process = post.process(mailer);
    for (let number = 0; number < 20; number += 1) await post.promise(process, `user${number}@example.com`);
    const { outbox } = post.start(mailer);
    await until(() => mailer.tries === 5);
    await delay(100);
    outbox.wake();
    await until(() => mailer.tries === 6);
    await delay(100);
    expect(mailer.tries).toBe(6);
    mailer.fate = () => undefined;
    outbox.wake();
    await until(() => mailer.sent.length === 14);
    await until(() => post.isSettled());
    post.clock.advance(60);
    outbox.wake();
    await until(() => post.isEmpty());
    expect(mailer.sent).toHaveLength(20);
  });
});

describe('a mail that cannot be sent', () => {
  it('is given up after its fifth refusal, and the log does not name the recipient', async () => {
    const mailer = new KeepingMailer(failing('refused'));
    const process = post.start(mailer);
    await post.promise(process, TO);
    for (let tries = 1; tries <= 5; tries += 1) {
      process.outbox.wake();
      await until(() => mailer.tries === tries);
      await until(() => post.isSettled());
      post.clock.advance(3_600);
    }
    await until(() => post.isEmpty());
    expect(log.at(-1)).toMatch(/^error: Mail [0-9a-f-]{36} is given up: refused, 5 tries \(by the spec\)$/);
    expect(log.join()).not.toContain('ana');
  });

  it('is tried for three days when it is deferred', async () => {
    const mailer = new KeepingMailer(failing('deferred'));
    await post.promise(post.process(mailer), TO);
    post.clock.advance(3 * 86_400 - 1);
    // Started only now, because its first look at the queue could come between the two lines above.
    const process = post.start(mailer);
    await until(() => mailer.tries === 1);
    await until(() => post.isSettled());
    expect(await post.rows()).toHaveLength(1);
    post.clock.advance(3_600);
    process.outbox.wake();
    await until(() => post.isEmpty());
    expect(log.at(-1)).toMatch(/^error: .* is given up: deferred for three days/);
  });

  it('does not hold up the others, however slow it is', async () => {
    const mailer = new KeepingMailer(({ to }) => (to === TO ? delay(1_500) : undefined));
    const process = post.start(mailer);
    await post.promise(process, TO);
    for (let number = 0; number < 10; number += 1) await post.promise(process, `user${number}@example.com`);
    process.outbox.wake();
    await until(() => mailer.sent.length === 10);
    expect(mailer.sent.map(({ to }) => to)).not.toContain(TO);
    await until(() => mailer.sent.length === 11);
  });

  it('is put aside when it cannot be opened, and is kept until the key is back', async () => {
    const id = randomUUID();
    const now = post.clock.now();
    const poison = { id, sealed: Buffer.from('damaged'), createdAt: now, attempts: 0, nextAttemptAt: now };
    await post.dataSource.getRepository(OutgoingMail).insert(poison);
    const mailer = new KeepingMailer();
    const process = post.start(mailer);
    await post.promise(process, TO);
    process.outbox.wake();
    await until(() => mailer.sent.length === 1);
    const isPutAside = ({ nextAttemptAt }: OutgoingMail) => nextAttemptAt.getTime() > now.getTime() + 3_600_000;
    await until(async () => {
      const [row, ...others] = await post.rows();
      return others.length === 0 && row !== undefined && isPutAside(row);
    });
    expect(log).toEqual([`error: Mail ${id} cannot be opened with this master key; it is put aside`]);
  });
});

describe('a database out of reach', () => {
  const hide = () => post.dataSource.query('ALTER TABLE outgoing_mails RENAME TO hidden_mails');
  const show = () => post.dataSource.query('ALTER TABLE hidden_mails RENAME TO outgoing_mails');

  it('stops nothing and is logged once', async () => {
    const mailer = new KeepingMailer();
    await post.promise(post.process(mailer), TO);
    await hide();
    const { outbox } = post.start(mailer);
    for (let count = 0; count < 5; count += 1) {
      outbox.wake();
      await delay(20);
    }
    await show();
    outbox.wake();
    await until(() => mailer.sent.length === 1);
    expect(log).toEqual([
      'warn: The queue of mails is out of reach (QueryFailedError 42P01); trying again',
      'log: The queue of mails is in reach again',
    ]);
  });

  it('does not cause a second delivery when the connection is lost while a mail is sent', async () => {
    const mailer = new KeepingMailer(hide);
    const process = post.start(mailer);
    await post.promise(process, TO);
    process.outbox.wake();
    await until(() => log.length === 1);
    await show();
    post.clock.advance(LEASE_SECONDS);
    process.outbox.wake();
    await until(() => post.isEmpty());
    expect(mailer.tries).toBe(1);
  });
});
