import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../../support/accounts/auth100-accounts';
import { type LooseJson, send } from '../../support/http/http-client';
import { seconds } from '../harness/durations';
import { type Fault, playFault } from '../harness/play';
import { World } from '../harness/world';
import { systemProgram } from '../../support/programs/system-program';

const program = systemProgram('faketime', 'faketime');
const LIBRARY = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
].find((path) => existsSync(path));

const CAN_STEP = program !== null && LIBRARY !== undefined;

/** A clock that a process can be given, and that is set from outside. */
class Clock {
  private static readonly folder = mkdtempSync(join(tmpdir(), 'portero-clock-'));
  private static count = 0;
  private readonly file = join(Clock.folder, `clock-${(Clock.count += 1)}`);

  constructor() {
    this.set(0);
  }

  /** @param rate seconds of this clock in a second */
  set(secondsAhead: number, rate = 1): void {
    writeFileSync(this.file, `${secondsAhead < 0 ? '' : '+'}${secondsAhead}${rate === 1 ? '' : ` x${rate}`}\n`);
  }

  /** What a process runs with. */
  get env(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: LIBRARY!,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_RESET: '1',
    };
  }

  static removeAll(): void {
    rmSync(Clock.folder, { recursive: true, force: true });
  }
}

describe.skipIf(!CAN_STEP)('clocks', () => {
  let world: World;

  afterAll(() => Clock.removeAll());

  describe('of one process, stepped', () => {
    const clock = new Clock();

    beforeAll(async () => {
      world = await World.start({ database: 'postgres', env: clock.env });
      return () => world.stop();
    });

    it.each([
      ['clock-ahead', 3600],
      ['clock-behind', -3600],
    ] as const)('%s loses nothing', async (name, offset) => {
      const fault: Fault = {
        name,
        break: () => clock.set(offset),
        holdMs: seconds(2, 15),
        readyz: 200,
        endsTokens: true,
        mend: () => clock.set(0),
      };
      await playFault(world, fault);
    });
  });

  describe('of two replicas, each its own', () => {
    const [one, other] = [new Clock(), new Clock()];

    beforeAll(async () => {
      world = await World.start({ database: 'postgres', env: one.env, replica: other.env });
      return () => world.stop();
    });

    it.each([
      ['clocks-apart-a-little', 0.4, 1],
      ['clocks-apart', 5, 1],
      ['clocks-drifting', 0, 1.1],
    ] as const)('%s refuse nothing and lose nothing', async (name, offset, rate) => {
      const setBoth = (ahead: number, faster: number): void => {
        one.set(ahead, faster);
        other.set(-ahead, 2 - faster);
      };
      await playFault(world, {
        name,
        break: () => setBoth(offset, rate),
        holdMs: seconds(2, 30),
        readyz: 200,
        othersGoOn: true,
        mend: () => setBoth(0, 1),
      });
    });

    it('clocks-apart delay tokens of SimpleJWT at the replica that is behind', async () => {
      const { origin, replicas, owner } = world.target;
      const email = freshEmail();
      const json = { email, ownerUuid: owner.uuid, password: PASSWORD };
      const { uuid, verificationCode } = ((await send(origin, 'POST', '/users', { json })).json as LooseJson).result;
      await send(origin, 'PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
      one.set(2.5);
      other.set(-2.5);
      const login = { json: { email, password: PASSWORD } };
      const { access: token } = (await send(origin, 'POST', '/api/token/', login)).json as LooseJson;
      const statusAt = async (at: string) => (await send(at, 'POST', '/api/token/verify/', { json: { token } })).status;
      expect([await statusAt(origin), await statusAt(replicas![0]!)]).toEqual([200, 401]);
      await expect.poll(() => statusAt(replicas![0]!), { timeout: 30_000, interval: 200 }).toBe(200);
    });
  });
});
