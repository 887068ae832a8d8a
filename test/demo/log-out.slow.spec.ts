import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '../support/tokens/back-end';
import { type DemoProcess, startDemoProcess } from '../support/demo/demo-process';
import { type DemoSession, type DemoWorld, startDemoWorld, usingDemo } from '../support/demo/demo-world';

const LIMIT_MS = 2000;

/** Longer than the minute for which live tokens must be accepted. */
const MAX_AGE_SECONDS = 75;

// Nothing here depends on the database, so one of them is enough.
describe.skipIf(process.env['TEST_DATABASE_URL'])('a service behind Portero', () => {
  let world: DemoWorld;
  let closed: DemoProcess;
  let open: DemoProcess;

  beforeAll(async () => {
    world = await startDemoWorld();
    const start = (fail: string) =>
      startDemoProcess(world.proxy.url, world.owner, {
        REVOCATIONS_FAIL: fail,
        REVOCATIONS_MAX_AGE: String(MAX_AGE_SECONDS),
      });
    [closed, open] = [await start('closed'), await start('open')];
  });
  afterAll(async () => {
    expect([await closed.stop(), await open.stop()]).toEqual([0, 0]);
    await world.stop();
  });

  async function logIn(dialect: string): Promise<DemoSession> {
    const { status, json, text } = await usingDemo(closed.origin).logIn(dialect, world.people.BUYER);
    if (status !== 201) throw new Error(`Log-in by ${dialect}: ${status} ${text}`);
    return json;
  }

  async function untilRefused(origin: string, token: string): Promise<{ after: number; code: string }> {
    const began = performance.now();
    for (;;) {
      const { status, json } = await usingDemo(origin).call('/orders', token);
      const after = Math.round(performance.now() - began);
      if (status !== 200 || after > 2 * LIMIT_MS) return { after, code: json.code };
    }
  }

  it.each(DIALECT_NAMES)(
    'serves a user who logged in by %s, and refuses the standard token within 2 s of the log-out',
    async (dialect) => {
      const session = await logIn(dialect);
      for (const { origin } of [closed, open]) {
        const { status, json } = await usingDemo(origin).call('/whoami', session.standard);
        expect([status, json.verifiedBy, json.dialect, json.roles]).toEqual([200, 'signature', dialect, ['BUYER']]);
        expect((await usingDemo(origin).call('/orders', session.standard)).status).toBe(200);
      }
      expect((await usingDemo(closed.origin).logOut(session)).status).toBe(200);
      const refusals = await Promise.all([closed, open].map(({ origin }) => untilRefused(origin, session.standard)));
      console.info(`${dialect}: refused ${refusals.map(({ after }) => after).join(' and ')} ms after the log-out`);
      for (const { after, code } of refusals) {
        expect(code).toBe('revoked_token');
        expect(after).toBeLessThan(LIMIT_MS);
      }
    },
  );

  it('accepts live tokens while Portero hangs for a minute; after that it refuses or accepts them, as configured', async () => {
    const [live, other] = [await logIn('koko'), await logIn('auth100')];
    world.service().child.kill('SIGSTOP');
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    const counts = { minute: 0, open: 0, closed: 0 };
    try {
      while (seconds() < 62) {
        await delay(500);
        for (const { origin } of [closed, open]) {
          const answer = await usingDemo(origin).call('/orders', live.standard);
          expect([answer.status, answer.json.code]).toEqual([200, undefined]);
          counts.minute += 1;
        }
      }
      const refused = await usingDemo(closed.origin).logIn('koko', world.people.BUYER);
      expect([refused.status, refused.json.code]).toEqual([503, 'portero_unavailable']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      while (seconds() < MAX_AGE_SECONDS + 2) await delay(200);
      while (seconds() < MAX_AGE_SECONDS + 8) {
        await delay(500);
        const shut = await usingDemo(closed.origin).call('/orders', live.standard);
        expect([shut.status, shut.json.code]).toEqual([503, 'revocations_unavailable']);
        expect(Number(shut.headers.get('retry-after'))).toBeGreaterThan(0);
        expect((await usingDemo(open.origin).call('/orders', live.standard)).status).toBe(200);
        counts.closed += 1;
        counts.open += 1;
      }
    } finally {
      world.service().child.kill('SIGCONT');
    }
    await expect
      .poll(async () => (await usingDemo(closed.origin).call('/orders', live.standard)).status, { timeout: 15_000 })
      .toBe(200);
    await usingDemo(closed.origin).logOut(other);
    expect((await untilRefused(closed.origin, other.standard)).code).toBe('revoked_token');
    console.info(`${counts.minute} calls passed in the minute; then ${counts.closed} closed and ${counts.open} open`);
  });
});
