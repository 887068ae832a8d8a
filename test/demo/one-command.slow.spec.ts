import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { usingDemo } from '../support/demo/demo-world';
import { send } from '../support/http/http-client';

const LAUNCHER = join(__dirname, '../../apps/orders-demo/bin/demo.mjs');
const START_MS = 180_000;

/** A running `npm run demo`, and its output. */
interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
  /** The addresses of the demo and of Portero, once they are printed. */
  origins(): Promise<[demo: string, portero: string]>;
}

// The demo always uses its own embedded database, so one run is enough.
describe.skipIf(process.env['TEST_DATABASE_URL'])('npm run demo', { timeout: 2 * START_MS }, () => {
  let folder: string;
  const runs: Run[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portero-demo-'));
    return () => {
      rmSync(folder, { recursive: true, force: true });
    };
  });
  afterEach(async () => {
    for (const { child } of runs) child.kill('SIGTERM');
    await Promise.all(runs.splice(0).map(({ ended }) => ended));
  });

  function run(): Run {
    const env = { PATH: process.env['PATH'], PORT: '0', DEMO_PORT: '0', DATA_DIR: folder, ARGON2_MEMORY_KIB: '1024' };
    const child = spawn(process.execPath, [LAUNCHER], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const begun: Run = {
      child,
      ended: once(child, 'close').then(([code]) => code as number | null),
      output: () => printed,
      async origins() {
        await expect
          .poll(() => printed + String(child.exitCode ?? ''), { timeout: START_MS })
          .toMatch(/Ctrl-C|^\d+$/mu);
        const found = /The demo +(\S+)\/\n +Portero +(\S+)\/\n/u.exec(printed);
        if (found === null) throw new Error(`It did not start:\n${printed}`);
        return [found[1]!, found[2]!];
      },
    };
    runs.push(begun);
    return begun;
  }

  /** `in use` when another process has the data. */
  const startsOn = (): Promise<'started' | 'in use'> => {
    const { origins, ended, output } = run();
    const refused = async () => {
      await ended;
      expect(output()).toMatch(/is in use by another process/u);
      return 'in use' as const;
    };
    return Promise.race([origins().then(() => 'started' as const), refused()]);
  };

  const isThere = (origin: string): Promise<boolean> =>
    send(origin, 'GET', '/livez').then(
      () => true,
      () => false,
    );

  it('creates an owner and accounts, and at the second start finds them and the orders', async () => {
    const first = run();
    const [demo, portero] = await first.origins();
    const owner = readFileSync(join(folder, 'portero/demo-owner.json'), 'utf8');
    const { json } = await usingDemo(demo).logIn('shoop', 'buyer@demo.example');
    const wish = { bearer: json.standard, json: { product: 'Tea', quantity: 1 } };
    expect((await send(demo, 'POST', '/orders', wish)).status).toBe(201);
    expect(first.output()).not.toContain(JSON.parse(owner).secret);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect([await isThere(demo), await isThere(portero)]).toEqual([false, false]);

    const [again] = await run().origins();
    expect(readFileSync(join(folder, 'portero/demo-owner.json'), 'utf8')).toBe(owner);
    const admin = await usingDemo(again).logIn('koko', 'admin@demo.example');
    expect((await usingDemo(again).call('/orders', admin.json.standard)).json.orders).toHaveLength(1);
  });

  it('reports in one sentence that another process uses its data', async () => {
    await run().origins();
    const other = run();
    expect(await other.ended).toBe(1);
    expect(other.output()).toMatch(/is in use by another process/u);
    expect(other.output()).not.toMatch(/\n +at /u);
  });

  it('leaves no process behind, even when it is killed', async () => {
    const { child, ended, origins } = run();
    const both = await origins();
    child.kill('SIGKILL');
    await ended;
    for (const origin of both) await expect.poll(() => isThere(origin)).toBe(false);
    // It closes its database after it has stopped answering, and then nothing locks its data.
    await expect.poll(startsOn, { timeout: 60_000, interval: 500 }).toBe('started');
  });
});
