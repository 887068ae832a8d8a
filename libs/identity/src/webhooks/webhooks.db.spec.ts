import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { capturedLog, until } from '../../testing/mail-post';
import { WebhookPost, type WebhookProcess } from '../../testing/webhook-post';
import { type ReceivedWebhook, verifies, WebhookReceiver } from '../../testing/webhook-receiver';

const DAY = 86_400;

let post: WebhookPost;
let receiver: WebhookReceiver;
let log: string[];

beforeAll(async () => {
  post = await WebhookPost.open();
});
beforeEach(async () => {
  log = capturedLog();
  vi.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
  receiver = await WebhookReceiver.open();
});
afterEach(async () => {
  await post.clear();
  await receiver.close();
  vi.restoreAllMocks();
});
afterAll(() => post.close());

const idOf = ({ headers }: ReceivedWebhook) => String(headers['webhook-id']);
const typeOf = ({ body }: ReceivedWebhook) => (JSON.parse(body) as { type: string }).type;

/** An owner with one endpoint for log-in events. */
async function listening(process: WebhookProcess, events: readonly string[] = ['login']) {
  const owner = await post.owner();
  return { owner, ...(await process.manage.create(owner, receiver.url(), events)) };
}

describe('a webhook', () => {
  it('has a signature that follows the specification, and the content of the audit log', async () => {
    const process = post.start();
    const { owner, secret } = await listening(process);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/u);
    await post.happen(owner, { event: 'login', userId: 7, outcome: 'failed', detail: 'auth100' });
    process.sender.wake();
    await until(() => receiver.received.length === 1);
    const [webhook] = receiver.received as [ReceivedWebhook];
    expect([await verifies(webhook, secret), await verifies({ ...webhook, body: `${webhook.body} ` }, secret)]).toEqual(
      [true, false],
    );
    expect(Number(webhook.headers['webhook-timestamp'])).toBe(Math.floor(post.clock.now().getTime() / 1000));
    expect(webhook.headers['content-type']).toBe('application/json');
    expect(JSON.parse(webhook.body)).toEqual({
      type: 'login',
      timestamp: post.clock.now().toISOString(),
      data: {
        id: expect.any(Number),
        at: post.clock.now().toISOString(),
        ...{ event: 'login', outcome: 'failed', actor: 'operator', userId: 7, address: null, detail: 'auth100' },
        ...{ accountHash: null, requestId: null, ownerUuid: owner.uuid },
      },
    });
  });

  it('is sent when the transaction of its event commits, and never when it rolls back', async () => {
    const process = post.start();
    const { owner } = await listening(process);
    const failure = new Error('changed my mind');
    const work = post.transactions.run(async (manager) => {
      await post.happen(owner, { event: 'login' }, manager);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await post.deliveries()).toEqual([]);
    await post.transactions.run((manager) => post.happen(owner, { event: 'login' }, manager));
    await until(() => receiver.received.length === 1);
  });

  it('is sent only to its owner, and only for the chosen events, or for all if none were chosen', async () => {
    const process = post.start();
    const { owner } = await listening(process);
    const everything = await process.manage.create(owner, receiver.url('/all'), []);
    const other = await listening(process);
    await post.happen(owner, { event: 'logout' });
    await post.happen(owner, { event: 'login' });
    process.sender.wake();
    await until(async () => (await post.deliveries()).every(({ settledAt }) => settledAt !== null));
    const told = receiver.received.map((webhook) => `${webhook.path} ${typeOf(webhook)}`);
    expect(told.sort()).toEqual(['/all login', '/all logout', '/all webhook_created', '/hook login']);
    expect(
      await verifies(
        receiver.received.find(({ path }) => path === '/all')!,
        everything.secret,
      ),
    ).toBe(true);
    for (const each of receiver.received) expect(await verifies(each, other.secret)).toBe(false);
  });

  it('is signed with both secrets during a rotation, and only with the new one after it', async () => {
    const process = post.start();
    const { owner, endpoint, secret: old } = await listening(process);
    const { secret } = await process.manage.rotateSecret(owner, endpoint.id, 3600);
    const valid = async () => {
      const count = receiver.received.length;
      await post.happen(owner, { event: 'login' });
      process.sender.wake();
      await until(() => receiver.received.length > count);
      await until(() => post.isResting());
      const webhook = receiver.received.at(-1)!;
      return [await verifies(webhook, old), await verifies(webhook, secret)];
    };
    expect(await valid()).toEqual([true, true]);
    post.clock.advance(3601);
    expect(await valid()).toEqual([false, true]);
  });

  it('keeps its secret sealed: no row shows it', async () => {
    const process = post.start();
    const { secret } = await listening(process);
    const rows = await post.dataSource.query<{ sealed: Buffer }[]>('SELECT * FROM webhook_endpoints');
    const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(rows).toHaveLength(1);
    expect([rows[0]?.sealed.includes(secret), rows[0]?.sealed.includes(bytes)]).toEqual([false, false]);
  });
});

describe('a webhook that fails', () => {
  it('is sent again later, as the same message with a new signature', async () => {
    const process = post.start();
    const { owner, secret, endpoint } = await listening(process);
    receiver.answer = () => 503;
    await post.happen(owner, { event: 'login' });
    process.sender.wake();
    await until(() => receiver.received.length === 1);
    await until(() => post.isResting());
    expect(await process.find.failures(owner, endpoint.id)).toMatchObject([
      { event: 'login', attempts: 1, error: 'status_503', givenUpAt: null },
    ]);
    receiver.answer = () => 204;
    post.clock.advance(5);
    process.sender.wake();
    await until(() => receiver.received.length === 2);
    const [first, second] = receiver.received as [ReceivedWebhook, ReceivedWebhook];
    expect([idOf(second), second.body]).toEqual([idOf(first), first.body]);
    expect(Number(second.headers['webhook-timestamp'])).toBe(Number(first.headers['webhook-timestamp']) + 5);
    expect(await verifies(second, secret)).toBe(true);
    await until(async () => (await process.find.failures(owner, endpoint.id)).length === 0);
  });

  it('is given up within a day, is listed, and is sent again at the request of the owner', async () => {
    const process = post.start();
    const { owner, endpoint } = await listening(process);
    receiver.answer = () => 500;
    await post.happen(owner, { event: 'login' });
    const begun = post.clock.now().getTime();
    const isGivenUp = async () => (await process.find.failures(owner, endpoint.id))[0]?.givenUpAt instanceof Date;
    for (let tries = 1; !(await isGivenUp()); tries += 1) {
      process.sender.wake();
      await until(() => receiver.received.length === tries);
      await until(() => post.isResting());
      const [waiting] = await post.deliveries();
      if (waiting?.settledAt === null) post.clock.advance((+waiting.nextAttemptAt - +post.clock.now()) / 1000);
    }
    const took = (post.clock.now().getTime() - begun) / 1000;
    expect([took > DAY / 2, took < DAY]).toEqual([true, true]);
    expect(log.filter((line) => line.includes('is given up'))).toHaveLength(1);
    receiver.answer = () => 200;
    expect(await process.find.resend(owner, endpoint.id, null)).toBe(1);
    await until(async () => (await process.find.failures(owner, endpoint.id)).length === 0);
    expect(new Set(receiver.received.map(idOf)).size).toBe(1);
    expect(await process.find.resend(owner, endpoint.id, null)).toBe(0);
  });

  it('does not follow a redirect, and is given up at once by 410', async () => {
    const process = post.start();
    const { owner, endpoint } = await listening(process);
    receiver.answer = ({ path }) =>
      path === '/hook' ? (response) => response.writeHead(307, { location: receiver.url('/other') }).end() : 204;
    await post.happen(owner, { event: 'login' });
    process.sender.wake();
    await until(() => receiver.received.length === 1);
    await until(() => post.isResting());
    receiver.answer = () => 410;
    post.clock.advance(5);
    process.sender.wake();
    await until(async () => (await process.find.failures(owner, endpoint.id))[0]?.error === 'status_410');
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook']);
    expect((await process.find.failures(owner, endpoint.id))[0]).toMatchObject({
      attempts: 2,
      givenUpAt: expect.any(Date),
    });
  });

  it('of an owner whose endpoints are all slow does not delay another owner', async () => {
    const process = post.start();
    const slow = await post.owner();
    for (let nth = 0; nth < 8; nth += 1) await process.manage.create(slow, receiver.url(`/slow/${nth}`), ['login']);
    const { owner } = await listening(process);
    const held: (() => void)[] = [];
    const hold = () => new Promise<number>((resolve) => held.push(() => resolve(204)));
    receiver.answer = ({ path }) => (path.startsWith('/slow/') ? hold() : 204);
    const slowOnes = () => receiver.received.filter(({ path }) => path.startsWith('/slow/')).length;
    for (let each = 0; each < 5; each += 1) await post.happen(slow, { event: 'login' });
    process.sender.wake();
    await until(() => slowOnes() >= 3);
    await post.happen(owner, { event: 'login' });
    process.sender.wake();
    await until(() => receiver.received.some(({ path }) => path === '/hook'));
    // A claim takes three per owner, so an owner with two running deliveries may get three more.
    expect(slowOnes()).toBeLessThanOrEqual(5);
    receiver.answer = () => 204;
    for (const release of held) release();
  });

  it('of one endpoint does not delay another: an endless answer is cut off', async () => {
    const process = post.start();
    const { owner } = await listening(process);
    await process.manage.create(owner, receiver.url('/quick'), ['login']);
    receiver.answer = ({ path }) =>
      path === '/quick' ? 204 : (response) => void response.writeHead(200).write('x'.repeat(1_000_000));
    for (let count = 0; count < 3; count += 1) await post.happen(owner, { event: 'login' });
    process.sender.wake();
    await until(async () => (await post.deliveries()).every(({ settledAt }) => settledAt !== null));
    expect(receiver.received.filter(({ path }) => path === '/quick')).toHaveLength(3);
  });
});

describe('processes', () => {
  it('that run at the same time deliver each webhook exactly once', async () => {
    const first = post.start();
    const second = post.start();
    const { owner } = await listening(first);
    const others = await Promise.all(Array.from({ length: 4 }, () => listening(second)));
    for (let count = 0; count < 8; count += 1)
      for (const each of [owner, ...others.map((other) => other.owner)]) await post.happen(each, { event: 'login' });
    first.sender.wake();
    second.sender.wake();
    await until(async () => (await post.deliveries()).every(({ settledAt }) => settledAt !== null));
    const ids = receiver.received.map(idOf);
    expect([ids.length, new Set(ids).size]).toEqual([40, 40]);
  });

  it('that stop finish running deliveries, and start no more', async () => {
    const process = post.start();
    const { owner } = await listening(process);
    let answer = (): void => undefined;
    receiver.answer = () => new Promise((resolve) => (answer = () => resolve(204)));
    await post.happen(owner, { event: 'login' });
    await post.happen(owner, { event: 'login' });
    process.sender.wake();
    await until(() => receiver.received.length === 1);
    const ending = process.sender.beforeApplicationShutdown();
    await delay(50);
    answer();
    await ending;
    const settled = (await post.deliveries()).map(({ settledAt }) => settledAt !== null);
    expect([settled.sort(), receiver.received.length]).toEqual([[false, true], 1]);
  });
});
