import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { capturedLog, MailPost, TO, until } from '../../testing/mail-post';
import { failing, KeepingMailer } from '../../testing/keeping-mailer';
import { LEASE_SECONDS } from './queue/mail-queue.service';

let post: MailPost;

beforeAll(async () => {
  post = await MailPost.open();
});
beforeEach(() => {
  capturedLog();
});
afterEach(async () => {
  await post.clear();
  vi.restoreAllMocks();
});
afterAll(() => post.close());

describe('a queued mail', () => {
  it('is sent once the transaction commits, at once after wake()', async () => {
    const mailer = new KeepingMailer();
    const process = post.start(mailer);
    await delay(50);
    const startedAt = performance.now();
    await post.promise(process, TO);
    process.outbox.wake();
    await until(() => mailer.sent.length === 1);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(mailer.sent[0]).toMatchObject({
      to: TO,
      from: { name: 'Tienda', address: 'no-reply@portero.example' },
      subject: 'Tu código de verificación para Tienda',
      date: post.clock.now(),
    });
    await until(() => post.isEmpty());
  });

  it('is sent without wake() too', async () => {
    const mailer = new KeepingMailer();
    const process = post.start(mailer);
    await post.promise(process, TO);
    await until(() => mailer.sent.length === 1);
  });

  it('is never sent when the transaction rolls back', async () => {
    const mailer = new KeepingMailer();
    const process = post.start(mailer);
    const failure = new Error('changed my mind');
    const work = post.transactions.run(async (manager) => {
      await post.promise(process, TO, manager);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    process.outbox.wake();
    await delay(200);
    expect([mailer.tries, await post.isEmpty()]).toEqual([0, true]);
  });

  it('is stored sealed: the table shows neither address nor code', async () => {
    await post.promise(post.process(new KeepingMailer()), TO);
    const [row] = await post.rows();
    for (const secret of [TO, '0471', 'Ana', 'Tienda']) expect(row?.sealed.includes(secret)).toBe(false);
  });

  it.each(['ana@example.com, eve@evil.example', 'ana@example.com\r\nBcc: eve@evil.example', 'ana', ''])(
    'is refused when it goes to %j',
    async (to) => {
      await expect(post.promise(post.process(new KeepingMailer()), to)).rejects.toThrow(RangeError);
      expect(await post.isEmpty()).toBe(true);
    },
  );
});

describe('processes', () => {
  it('that run at the same time send each mail exactly once', async () => {
    const mailers = [1, 2, 3].map(() => new KeepingMailer(() => delay(Math.random() * 10)));
    const idle = post.process(new KeepingMailer());
    for (let number = 0; number < 60; number += 1) await post.promise(idle, `user${number}@example.com`);
    for (const mailer of mailers) post.start(mailer);
    await until(() => post.isEmpty());
    const recipients = mailers.flatMap(({ sent }) => sent.map(({ to }) => to));
    expect(recipients).toHaveLength(60);
    expect(new Set(recipients).size).toBe(60);
  });

  it('that die between commit and sending leave the mail to the next one', async () => {
    await post.promise(post.process(new KeepingMailer()), TO);
    const mailer = new KeepingMailer();
    post.start(mailer);
    await until(() => mailer.sent.length === 1);
  });

  it('that die while sending leave the mail to another one, once the lease is over', async () => {
    const dying = post.process(new KeepingMailer());
    await post.promise(dying, TO);
    expect(await dying.queue.claim(5)).toHaveLength(1);
    const mailer = new KeepingMailer();
    const { outbox } = post.start(mailer);
    post.clock.advance(LEASE_SECONDS - 1);
    outbox.wake();
    await delay(100);
    expect(mailer.tries).toBe(0);
    post.clock.advance(1);
    outbox.wake();
    await until(() => mailer.sent.length === 1);
  });

  it('that continue after their lease do not change a mail that another one has claimed', async () => {
    const [late, other] = [post.process(new KeepingMailer()), post.process(new KeepingMailer())];
    await post.promise(late, TO);
    const [first] = await late.queue.claim(1);
    post.clock.advance(LEASE_SECONDS);
    await other.queue.claim(1);
    await late.queue.postpone(first!, 0);
    expect(await other.queue.claim(1)).toEqual([]);
  });

  it('whose clock is behind send mails that another one has queued', async () => {
    post.clock.advance(3_600);
    await post.promise(post.process(new KeepingMailer()), TO);
    post.clock.advance(-3_600);
    const mailer = new KeepingMailer();
    post.start(mailer);
    await until(() => mailer.sent.length === 1);
  });

  it('whose clock jumps past the lease do not send a mail twice that they are sending', async () => {
    let finish = (): void => undefined;
    const mailer = new KeepingMailer(() => new Promise<void>((resolve) => (finish = resolve)));
    const process = post.start(mailer);
    await post.promise(process, TO);
    process.outbox.wake();
    await until(() => mailer.tries === 1);
    post.clock.advance(3_600);
    process.outbox.wake();
    // Claimed again, but left to the send that is running.
    await until(async () => (await post.rows())[0]?.attempts === 2);
    finish();
    await until(() => post.isEmpty());
    expect(mailer.tries).toBe(1);
  });

  it('whose clock was ahead when a mail could not be sent do not delay the mail by the difference', async () => {
    post.clock.advance(3_600);
    const mailer = new KeepingMailer(failing('unavailable'));
    const process = post.start(mailer);
    await post.promise(process, TO);
    process.outbox.wake();
    await until(() => mailer.tries === 1);
    await until(() => post.isSettled());
    mailer.fate = () => undefined;
    post.clock.advance(-3_600);
    process.outbox.wake();
    await until(async () => (await post.rows())[0]!.nextAttemptAt.getTime() < post.clock.now().getTime() + 60_000);
    post.clock.advance(60);
    process.outbox.wake();
    await until(() => mailer.sent.length === 1);
  });

  it('finish the mails that they are sending when they are stopped, and start no others', async () => {
    let finish = (): void => undefined;
    const mailer = new KeepingMailer(() => new Promise<void>((resolve) => (finish = resolve)));
    const process = post.start(mailer);
    await post.promise(process, TO);
    process.outbox.wake();
    await until(() => mailer.tries === 1);
    const stopped = process.sender.beforeApplicationShutdown();
    await post.promise(process, 'late@example.com');
    process.outbox.wake();
    await delay(50);
    finish();
    await stopped;
    expect(mailer.sent.map(({ to }) => to)).toEqual([TO]);
    expect(await post.rows()).toHaveLength(1);
  });
});
