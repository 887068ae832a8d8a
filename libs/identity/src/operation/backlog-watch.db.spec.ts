import { randomUUID } from 'node:crypto';
import { OutgoingMail } from '@portero/database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { capturedLog } from '../../testing/mail-post';
import { WebhookPost } from '../../testing/webhook-post';
import { BacklogWatch } from './backlog-watch.service';

const MINUTE = 60;

let post: WebhookPost;
let log: string[];

beforeAll(async () => {
  post = await WebhookPost.open();
});
beforeEach(() => {
  log = capturedLog();
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => post.close());

describe('a backlog that does not shrink', () => {
  it('is logged once for mails, and once when they were sent', async () => {
    const watch = new BacklogWatch(post.dataSource, post.clock);
    const mails = post.dataSource.getRepository(OutgoingMail);
    const now = post.clock.now();
    await mails.insert({ id: randomUUID(), sealed: Buffer.alloc(1), createdAt: now, attempts: 0, nextAttemptAt: now });
    post.clock.advance(14 * MINUTE);
    await watch.look();
    expect(log).toEqual([]);
    post.clock.advance(2 * MINUTE);
    for (let each = 0; each < 3; each += 1) await watch.look();
    const stuck = `The outbox is stuck: 1 mails wait, the oldest since ${now.toISOString()}`;
    expect(log).toEqual([expect.stringContaining(stuck)]);
    await mails.clear();
    await watch.look();
    expect(log.slice(1)).toEqual([expect.stringContaining('The outbox is being sent again: mails')]);
  });

  it('is logged for webhooks that no sender takes, not for those that will be retried later', async () => {
    const watch = new BacklogWatch(post.dataSource, post.clock);
    const process = post.process();
    const owner = await post.owner();
    await process.manage.create(owner, 'http://127.0.0.1:9/', ['login']);
    await post.happen(owner, { event: 'login', userId: 7, outcome: 'failed', detail: 'auth100' });
    post.clock.advance(4 * MINUTE);
    await watch.look();
    expect(log).toEqual([]);
    post.clock.advance(2 * MINUTE);
    await watch.look();
    expect(log).toEqual([expect.stringContaining('The outbox is stuck: 1 webhooks wait')]);
    const later = new Date(post.clock.now().getTime() + 1);
    await post.dataSource.query('UPDATE webhook_deliveries SET next_attempt_at = $1', [later]);
    await watch.look();
    expect(log.slice(1)).toEqual([expect.stringContaining('The outbox is being sent again: webhooks')]);
  });
});
