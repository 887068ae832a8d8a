import { Logger } from '@nestjs/common';
import { Owner } from '@portero/database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { capturedLog, until } from '../../testing/mail-post';
import { WebhookPost, type WebhookProcess } from '../../testing/webhook-post';
import { WebhookReceiver } from '../../testing/webhook-receiver';
import { HostResolver } from './outbound/host-resolver';

const PUBLIC = '93.184.216.34';

/** A resolver whose answers a spec can change. */
class ChangingResolver extends HostResolver {
  constructor(public addresses: readonly string[]) {
    super();
  }

  override resolve(): Promise<readonly string[]> {
    return Promise.resolve(this.addresses);
  }
}

let post: WebhookPost;
let receiver: WebhookReceiver;

beforeAll(async () => {
  post = await WebhookPost.open();
});
beforeEach(async () => {
  capturedLog();
  vi.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
  receiver = await WebhookReceiver.open();
});
afterEach(async () => {
  await post.clear();
  await receiver.close();
  vi.restoreAllMocks();
});
afterAll(() => post.close());

/** An owner with one endpoint for log-in events. */
async function listening(process: WebhookProcess, events: readonly string[] = ['login']) {
  const owner = await post.owner();
  return { owner, ...(await process.manage.create(owner, receiver.url(), events)) };
}

describe('attack 31: a webhook never reaches a private address', () => {
  it('when the name resolves to another address after it was configured', async () => {
    const resolver = new ChangingResolver([PUBLIC]);
    const process = post.start(false, resolver);
    const owner = await post.owner();
    const url = `https://hooks.example.com:${receiver.port}/hook`;
    const { endpoint } = await process.manage.create(owner, url, ['login']);
    for (const addresses of [['127.0.0.1'], [PUBLIC, '169.254.169.254'], ['::ffff:127.0.0.1'], ['fd00::1']]) {
      resolver.addresses = addresses;
      await post.happen(owner, { event: 'login' });
    }
    process.sender.wake();
    await until(async () => (await process.find.failures(owner, endpoint.id)).length === 4);
    const failures = await process.find.failures(owner, endpoint.id);
    expect(failures.map(({ error }) => error)).toEqual(Array(4).fill('refused_address'));
    expect(receiver.received).toEqual([]);
  });

  it('when it is configured: by an address in any spelling, by a name, or by the addresses of a name', async () => {
    const resolver = new ChangingResolver(['10.0.0.7']);
    const { manage } = post.start(false, resolver);
    const owner = await post.owner();
    const refused = [
      'https://127.1/',
      'https://2130706433/',
      'https://[::1]/',
      'https://localhost/',
      'https://x.example/',
    ];
    for (const url of refused)
      await expect(manage.create(owner, url, [])).rejects.toMatchObject({
        details: { fields: [{ field: 'url', code: 'private_address' }] },
      });
    await expect(manage.create(owner, 'http://hooks.example.com/', [])).rejects.toMatchObject({
      details: { fields: [{ field: 'url', code: 'not_https' }] },
    });
  });

  it('when this machine was allowed before and is not any more', async () => {
    const { owner, endpoint } = await listening(post.process(true));
    const strict = post.start(false);
    await post.happen(owner, { event: 'login' });
    strict.sender.wake();
    await until(async () => (await strict.find.failures(owner, endpoint.id))[0]?.error === 'refused_address');
    expect(receiver.received).toEqual([]);
  });
});

describe('an owner', () => {
  it('gets nothing more after it or its endpoint is deleted', async () => {
    const process = post.start();
    const { owner, endpoint } = await listening(process);
    receiver.answer = () => 500;
    await post.happen(owner, { event: 'login' });
    process.sender.wake();
    await until(() => receiver.received.length === 1);
    await until(() => post.isResting());
    await process.manage.delete(owner, endpoint.id);
    const other = await listening(process);
    await post.dataSource.getRepository(Owner).delete({ id: other.owner.id });
    await post.happen(other.owner, { event: 'login' });
    await post.happen(owner, { event: 'login' });
    expect(await post.deliveries()).toEqual([]);
  });

  it('cannot see, rotate, resend or delete an endpoint of another owner, and has at most ten', async () => {
    const process = post.process();
    const { manage, find } = process;
    const { owner, endpoint } = await listening(process);
    const other = await post.owner();
    const tries = [
      find.failures(other, endpoint.id),
      find.resend(other, endpoint.id, null),
      manage.rotateSecret(other, endpoint.id),
      manage.delete(other, endpoint.id),
    ];
    for (const result of await Promise.allSettled(tries))
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'webhook_not_found' } });
    expect([await find.of(other), (await find.of(owner)).length]).toEqual([[], 1]);
    for (let count = 1; count < 10; count += 1) await manage.create(owner, receiver.url(), ['logout']);
    await expect(manage.create(owner, receiver.url(), [])).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
