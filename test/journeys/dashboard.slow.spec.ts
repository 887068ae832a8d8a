import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerOwner, registerUser } from '../support/accounts/auth100-accounts';
import { PER_NETWORK, WRONG } from '../support/accounts/password-guesses';
import { queriesOf, readDashboard } from '../support/dashboard/dashboard';
import { freePort } from '../support/service/free-port.mjs';
import { systemProgram } from '../support/programs/system-program';
import { startService, type TestService } from '../support/service/service';
import { asking, defaultCredential, logInBy } from '../support/tokens/back-end';

const prometheus = systemProgram('prometheus', 'prometheus');

/** Nothing failed here, and no standby and no old back end is there, so that there is nothing to show. */
const EMPTY = new Set([
  'Failed requests by route',
  'Tries to deliver a webhook',
  'Reads by server',
  'Log-ins asked of the old back end',
  'Passwords written back',
]);

/** In the answer to a query of the moment: a value, or none. */
interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

describe.skipIf(prometheus === null)('the dashboard on a Prometheus that scrapes the service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-prometheus-'));
  let service: TestService;
  let child: ChildProcess | null = null;
  let origin = '';

  async function ask(expr: string): Promise<readonly Sample[]> {
    const query = expr.replaceAll(/\$namespace|\$pod/gu, '.*').replaceAll('$__rate_interval', '30s');
    const response = await fetch(`${origin}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
    const answer = (await response.json()) as { status: string; error?: string; data?: { result: readonly Sample[] } };
    expect([answer.status, answer.error]).toEqual(['success', undefined]);
    return answer.data?.result ?? [];
  }

  async function traffic(): Promise<void> {
    const { refresh, access } = await logInBy(service, 'simplejwt');
    await logInBy(service, 'koko');
    // One more than one network may guess.
    for (let guesses = 0; guesses <= PER_NETWORK; guesses += 1)
      await service.request('POST', '/api/token/', { json: { email: 'nobody@example.com', password: WRONG } });
    await registerUser(service, await registerOwner(service));
    await service.request('POST', '/api/token/refresh/', { json: { refresh } });
    await asking(service, await defaultCredential(service)).introspect({ token: access });
  }

  async function untilScraped(times: number): Promise<void> {
    for (;;) {
      const [sample] = await ask('sum(count_over_time(portero_build_info[1h]))').catch(() => []);
      if (Number(sample?.value[1] ?? 0) >= times) return;
      await delay(200);
    }
  }

  beforeAll(async () => {
    service = await startService({ RATE_LIMITS: 'on' });
    const config = join(folder, 'prometheus.yml');
    const target = new URL(service.origin).host;
    writeFileSync(
      config,
      `global: {scrape_interval: 1s}\nscrape_configs: [{job_name: portero, static_configs: [{targets: ['${target}']}]}]\n`,
    );
    const address = `127.0.0.1:${await freePort()}`;
    origin = `http://${address}`;
    child = spawn(
      prometheus!,
      [`--config.file=${config}`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=${address}`],
      { stdio: 'ignore' },
    );
  });

  afterAll(async () => {
    if (child !== null && child.exitCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows data in every panel', async () => {
    await untilScraped(1);
    await traffic();
    await untilScraped(6);
    await traffic();
    await untilScraped(10);
    const rows: string[] = [];
    const without: string[] = [];
    for (const { title, expr } of queriesOf(readDashboard())) {
      const samples = await ask(expr);
      if (samples.length === 0) without.push(title);
      for (const { metric, value } of samples)
        rows.push(`| ${title} | ${Object.values(metric).join(' ')} | ${Number(value[1]).toPrecision(4)} |`);
    }
    // For people: what the panels show, where no Grafana is at hand.
    const table = process.env['DASHBOARD_TABLE'];
    if (table !== undefined)
      writeFileSync(table, `| Panel | Series | Value |\n| --- | --- | --- |\n${rows.join('\n')}\n`);
    expect(without.filter((title) => !EMPTY.has(title))).toEqual([]);
  });
});
