import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../support/http/http-client';
import { freshAddress } from '../../support/http/callers';
import { playKilled } from '../harness/mails';
import type { Fault } from '../harness/play';
import { World } from '../harness/world';

/** A start and ordinary traffic need less; a body of the flood needs about 16 megabytes once it is parsed. */
const HEAP_MEGABYTES = 42;
const AT_ONCE = 30;
const OBJECTS_A_BODY = 300_000;
const LIMIT_MS = 60_000;

describe('a process at its limit of memory', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({
      database: 'postgres',
      env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`, BODY_LIMIT: '1048576' },
    });
  });

  afterAll(() => world.stop());

  it('memory-limit ends the process, and the next one has everything', async () => {
    const { owner } = world.target;
    // It waits for a thread of password hashes, and what it was parsed from is kept so long.
    const one = { email: 'nobody@example.com', password: 'x', ownerUuid: owner.uuid };
    // Written once: the flood must come faster than the service answers it.
    const raw = JSON.stringify({ ...one, extra: Array.from({ length: OBJECTS_A_BODY }, () => ({})) });
    const ask = () => {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': freshAddress() };
      return send(world.target.origin, 'POST', '/auth/login', { raw, headers });
    };
    const { child } = world.service;
    const isGone = () => child.exitCode !== null || child.signalCode !== null;
    const fault: Fault = {
      name: 'memory-limit',
      break: async () => {
        const deadline = Date.now() + LIMIT_MS;
        while (!isGone() && Date.now() < deadline) await Promise.allSettled(Array.from({ length: AT_ONCE }, ask));
        expect(isGone(), 'the limit was not reached').toBe(true);
        expect(world.printed).toMatch(/heap out of memory/u);
      },
      holdMs: 0,
      // What Kubernetes does with a container that ended.
      mend: (there) => there.startService(),
    };
    await playKilled(world, fault, 1);
  });
});
