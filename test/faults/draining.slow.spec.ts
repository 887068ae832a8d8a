import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/http/http-client';
import { createTestDatabase } from '../support/postgres/test-database';
import { builtProgram } from '../support/service/built-program';
import { freePort } from '../support/service/free-port.mjs';
import { type ServiceProcess, startProcess } from '../support/service/service-process';

const OPERATOR = { country: 'AR' };

/** Asks over a connection that the agent keeps. @returns the status, and what the answer says about the connection */
function ask(agent: Agent, url: string): Promise<{ status: number | undefined; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: OPERATOR }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        resolve({ status: answer.statusCode, connection: answer.headers.connection });
      });
    });
    asked.once('error', reject).end();
  });
}

describe('a process that gets SIGTERM', () => {
  let folder: string;
  let database: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portero-drain-'));
    const url = await createTestDatabase();
    database = { DATA_DIR: folder, ...(url === null ? {} : { DATABASE_URL: url }) };
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (env: Readonly<Record<string, string>>): Promise<ServiceProcess & { management: string }> => {
    const port = await freePort();
    const running = await startProcess(await freePort(), { ...database, MANAGEMENT_PORT: String(port), ...env });
    return { ...running, management: `http://127.0.0.1:${port}` };
  };

  it('serves everything during the delay, is not ready, tells connections to close, and exits with 0', async () => {
    const { origin, management, child, stop } = await start({ SHUTDOWN_DELAY: '2' });
    const agent = new Agent({ keepAlive: true });
    expect(await ask(agent, `${origin}/roles`)).toEqual({ status: 200, connection: 'keep-alive' });
    expect((await send(management, 'GET', '/readyz')).status).toBe(200);
    expect((await send(management, 'GET', '/metrics')).text).toContain('portero_build_info');
    expect((await send(origin, 'GET', '/metrics')).status).toBe(404);
    const stopped = stop();
    await delay(300);
    expect((await send(management, 'GET', '/readyz')).json).toEqual({ status: 'draining' });
    expect((await send(origin, 'GET', '/readyz')).status).toBe(503);
    expect((await send(management, 'GET', '/livez')).status).toBe(200);
    expect(await ask(agent, `${origin}/roles`)).toEqual({ status: 200, connection: 'close' });
    expect(child.exitCode).toBeNull();
    expect(await stopped).toBe(0);
    agent.destroy();
  });

  it('ends at once at the second signal', async () => {
    const { child } = await start({ SHUTDOWN_DELAY: '60' });
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await delay(300);
    const begun = Date.now();
    child.kill('SIGTERM');
    expect(await exited).toEqual([1, null]);
    expect(Date.now() - begun).toBeLessThan(2000);
  });

  it('ends at once while it starts, also as process 1, whose signals the kernel ignores otherwise', async () => {
    const preload = join(folder, 'tells-handlers.cjs');
    writeFileSync(preload, TELLS_HANDLERS);
    const words = ['--pid', '--fork', '--mount-proc', process.execPath, '--require', preload, builtProgram('auth')];
    const env = { PATH: process.env['PATH'], ...database, PORT: String(await freePort()), HOST: '127.0.0.1' };
    const unshare = spawn('unshare', words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const exited = once(unshare, 'exit') as Promise<[number | null]>;
    for await (const text of unshare.stderr.setEncoding('utf8')) if (String(text).includes('SIGTERM is caught')) break;
    const children = readFileSync(`/proc/${unshare.pid}/task/${unshare.pid}/children`, 'utf8');
    process.kill(Number(children.trim()), 'SIGTERM');
    // A service that had started would drain and exit with 0.
    expect((await exited)[0]).toBe(1);
  });
});

/** Node itself catches SIGTERM and gives it back to the kernel, so that the moment of our handler cannot be seen from outside. */
const TELLS_HANDLERS = `const on = process.on;
process.on = function (signal, listener) {
  on.call(this, signal, listener);
  if (signal === 'SIGTERM') require('node:fs').writeSync(2, 'SIGTERM is caught\\n');
  return this;
};
`;
