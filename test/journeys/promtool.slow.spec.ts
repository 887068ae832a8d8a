import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemProgram } from '../support/programs/system-program';
import { startService, type TestService } from '../support/service/service';
import { logInBy } from '../support/tokens/back-end';

const RULES = join(__dirname, '../../deploy/prometheus');
const promtool = systemProgram('promtool', 'prometheus');

describe.skipIf(promtool === null)('promtool', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
    await logInBy(service, 'koko');
  });

  afterAll(async () => {
    await service.stop();
  });

  it('finds nothing wrong with the metrics of the service', async () => {
    const { text } = await service.request('GET', '/metrics');
    const own = text
      .split('\n')
      // prom-client names two of Node's own metrics against the rules: nothing here can change them.
      .filter((line) => !/^(?:# (?:HELP|TYPE) )?nodejs_/u.test(line))
      .join('\n');
    const { status, stdout, stderr } = spawnSync(promtool!, ['check', 'metrics'], { input: own, encoding: 'utf8' });
    expect([status, stdout + stderr]).toEqual([0, '']);
  });

  it.each([
    ['check', 'portero.rules.yaml'],
    ['test', 'portero.rules.test.yaml'],
  ])('has nothing against the alert rules (%s)', (verb, file) => {
    const { status, stderr } = spawnSync(promtool!, [verb, 'rules', file], { cwd: RULES, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
