import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerIn } from '../support/tokens/back-end';
import { type DemoProcess, startDemoProcess } from '../support/demo/demo-process';
import { type DemoWorld, startDemoWorld, usingDemo } from '../support/demo/demo-world';
import { DemoLoad } from './demo-load';

/** The smallest value that is allowed for the feed, so that an interruption can last longer. */
const MAX_AGE_SECONDS = 20;
const FEED = '/oauth/revocations';
const JWKS = '/.well-known/jwks.json';

/** Only one process can open the embedded database, so keys are rotated there while Portero is down. */
const ON_SERVER = (process.env['TEST_DATABASE_URL'] ?? '') !== '';

describe.skipIf(!ON_SERVER)('a service that keeps running while Portero has faults', () => {
  let world: DemoWorld;
  let demo: DemoProcess;

  beforeAll(async () => {
    // Keys are cached for a quarter of that, so a slow or broken JWKS has an effect within seconds.
    world = await startDemoWorld({ KEY_PUBLISH_AHEAD: '60' });
    const env = { REVOCATIONS_FAIL: 'closed', REVOCATIONS_MAX_AGE: String(MAX_AGE_SECONDS) };
    demo = await startDemoProcess(world.proxy.url, world.owner, env);
  });
  afterAll(async () => {
    expect(await demo.stop()).toBe(0);
    await world.stop();
  });

  it('gives no wrong answer', async () => {
    const load = new DemoLoad(demo.origin, world.people, MAX_AGE_SECONDS * 1000);
    load.start(3);
    const steps: Record<string, () => Promise<void>> = {
      'nothing is wrong': () => delay(4000),
      'the feed is cut for a while': () => cutFeed(load, 10_000),
      'the feed is cut for longer than the limit': () => cutFeed(load, (MAX_AGE_SECONDS + 6) * 1000),
      'keys come late': () => misbehave(load, { delayMs: 3000 }, 17_000),
      'keys are broken': () => misbehave(load, 'broken', 17_000),
      'keys are rotated, and come late': () => rotate(load),
      'Portero is restarted': () => restart(load, 'SIGTERM'),
      'Portero is killed and starts again': () => restart(load, 'SIGKILL'),
      'all is well again': () => delay(4000),
    };
    for (const [name, step] of Object.entries(steps)) {
      load.begin(name);
      await step();
    }
    const report = await load.end();
    console.info(report.lines.join('\n'));
    expect(report.wrong).toEqual([]);
    expect(report.signers.size).toBeGreaterThan(1);
    expect(report.calls).toBeGreaterThan(1000);
    expect(report.logOuts).toBeGreaterThan(50);
    expect(demo.output()).not.toMatch(/"level":"(error|fatal)"/u);
  });

  async function cutFeed(load: DemoLoad, milliseconds: number): Promise<void> {
    load.feedIsDown();
    world.proxy.set(FEED, 'cut');
    await delay(milliseconds);
    load.feedMayReturn();
    world.proxy.set(FEED, 'passes');
    await feedIsBack(load);
  }

  async function misbehave(load: DemoLoad, how: 'broken' | { delayMs: number }, milliseconds: number): Promise<void> {
    world.proxy.set(JWKS, how);
    await delay(milliseconds);
    world.proxy.set(JWKS, 'passes');
    load.note(`keys confirmed ${await ageOf('keys')} s ago`);
  }

  /** With a database server the command runs beside the service, which learns of the new keys within 30 s. */
  async function rotate(load: DemoLoad): Promise<void> {
    const command = async (): Promise<void> => {
      for (const profile of ['oauth', 'koko']) await world.portero.json(['keys', 'rotate', profile, '--at-once']);
    };
    world.proxy.set(JWKS, { delayMs: 1000 });
    if (!world.hasServer) await restart(load, 'SIGTERM', command);
    else await command().then(() => delay(33_000));
    world.proxy.set(JWKS, 'passes');
  }

  async function restart(load: DemoLoad, signal: NodeJS.Signals, meanwhile?: () => Promise<void>): Promise<void> {
    load.feedIsDown();
    load.porteroIsDown();
    const service = world.service();
    if (signal === 'SIGKILL') await service.kill();
    else await service.stop();
    await meanwhile?.();
    await delay(2000);
    load.feedMayReturn();
    await world.restart();
    load.porteroIsUp();
    await feedIsBack(load);
    await delay(3000);
  }

  async function feedIsBack(load: DemoLoad): Promise<void> {
    await expect.poll(() => ageOf('revocations'), { timeout: 20_000, interval: 50 }).toBeLessThan(1);
    load.feedIsUp();
    await delay(3000);
  }

  async function ageOf(part: 'keys' | 'revocations'): Promise<number> {
    const { json } = await usingDemo(demo.origin).health();
    return json[part].ageSeconds ?? Infinity;
  }

  it('still works afterwards: new tokens are signed with new keys, and are accepted', async () => {
    const { json } = await usingDemo(demo.origin).logIn('koko', world.people.ADMIN);
    expect(headerIn(json.standard).kid).not.toBe(headerIn(json.access).kid);
    expect((await usingDemo(demo.origin).call('/orders', json.standard)).status).toBe(200);
    expect((await usingDemo(demo.origin).call('/whoami', json.access)).json.verifiedBy).toBe('signature');
  });
});
