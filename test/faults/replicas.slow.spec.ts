import { setTimeout as delay } from 'node:timers/promises';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimsIn, DIALECT_NAMES, exchangeOf, headerIn } from '../support/tokens/back-end';
import { EventReader } from '../support/http/event-reader';
import { basic, type LooseJson, send } from '../support/http/http-client';
import {
  introspectAt,
  logInAt,
  newUser,
  type Replicas,
  type Session,
  startReplicas,
} from '../support/service/replicas';

/** How soon the other replica must know (docs/contract.md, service-wide). */
const LIMIT_MS = 1000;

const SERVER = process.env['TEST_DATABASE_URL'] ?? '';

describe.skipIf(SERVER === '')('two processes on one database', () => {
  let replicas: Replicas;

  beforeAll(async () => {
    replicas = await startReplicas({ KEY_PUBLISH_AHEAD: '35' });
  });

  afterAll(async () => {
    await replicas.stop();
  });

  /** Ends the session as its client would, at A. */
  const LOG_OUT: Readonly<Record<string, (session: Session) => Promise<{ status: number }>>> = {
    auth100: ({ access }) => send(replicas.a.origin, 'POST', '/auth/logout', { bearer: access }),
    koko: ({ access }) => send(replicas.a.origin, 'POST', '/api/oauth/logout', { bearer: access }),
  };
  const revoke = ({ access }: Session) =>
    send(replicas.a.origin, 'POST', '/oauth/revoke', { owner: replicas.owner, form: { token: access } });

  it.each(DIALECT_NAMES)('%s: what A issued B knows, and what A ended B refuses within a second', async (dialect) => {
    const { a, b, owner } = replicas;
    const session = await logInAt(a, dialect, await newUser(replicas), owner);
    expect(await introspectAt(b, session.access, owner)).toMatchObject({ active: true, dialect });
    const exchanged = await send(b.origin, 'POST', '/oauth/token', { owner, form: exchangeOf(session.access) });
    expect(exchanged.status).toBe(200);
    const passes = async () => (await send(b.origin, 'GET', '/forward-auth', { bearer: session.access })).status;
    expect(await passes()).toBe(200);
    const events = await EventReader.open(`${b.origin}/oauth/revocations`, { authorization: basic(owner) });
    await events.next();
    expect((await (LOG_OUT[dialect] ?? revoke)(session)).status).toBe(200);
    const ended = performance.now();
    const told: { readonly data: { readonly revocations: readonly { readonly sid: string }[] } } =
      await events.nextRevocations();
    expect(performance.now() - ended).toBeLessThan(LIMIT_MS);
    const { sid } = claimsIn((exchanged.json as LooseJson).access_token);
    expect(told.data.revocations.map((entry) => entry.sid)).toContain(sid);
    await events.close();
    expect(await introspectAt(b, session.access, owner)).toEqual({ active: false });
    expect(await passes()).toBe(401);
    expect(performance.now() - ended).toBeLessThan(LIMIT_MS);
  });

  it('a rotation of keys under load fails no request', { timeout: 180_000 }, async () => {
    const { a, b, owner, portero } = replicas;
    const keys = createRemoteJWKSet(new URL(`${b.origin}/.well-known/jwks.json`));
    const login = await newUser(replicas);
    const signers = new Map<string, Set<string>>([
      ['koko', new Set()],
      ['oauth', new Set()],
    ]);
    const failed: string[] = [];
    let requests = 0;
    let isOver = false;

    async function work(place: number): Promise<void> {
      for (let round = place; !isOver; round += 1) {
        const [here, there] = round % 2 === 0 ? [a, b] : [b, a];
        try {
          const { access } = await logInAt(here, 'koko', login, owner);
          const answer = await send(there.origin, 'POST', '/oauth/token', { owner, form: exchangeOf(access) });
          const { access_token: standard } = answer.json as LooseJson;
          await jwtVerify(access, keys, { audience: '1', algorithms: ['RS256'] });
          await jwtVerify(standard, keys, { audience: owner.uuid, issuer: 'http://auth.portero.test', typ: 'at+jwt' });
          if ((await introspectAt(here, standard, owner)).active !== true) throw new Error('inactive');
          signers.get('koko')?.add(headerIn(access).kid);
          signers.get('oauth')?.add(headerIn(standard).kid);
          requests += 3;
        } catch (error) {
          failed.push(String(error));
        }
        await delay(20);
      }
    }

    const workers = [0, 1, 2, 3].map((place) => work(place));
    await delay(1000);
    for (const profile of ['koko', 'oauth', 'auth100']) await portero.json(['keys', 'rotate', profile]);
    await delay(40_000);
    isOver = true;
    await Promise.all(workers);
    console.info(`${requests} requests while keys were rotated, ${failed.length} failed`);
    expect(failed).toEqual([]);
    expect(requests).toBeGreaterThan(100);
    expect([...signers.values()].map(({ size }) => size)).toEqual([2, 2]);
  });
});
