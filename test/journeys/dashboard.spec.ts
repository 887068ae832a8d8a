import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { DASHBOARD_SCHEMA, metricsIn, type Panel, queriesOf, readDashboard } from '../support/dashboard/dashboard';
import { sharedService } from '../support/service/service';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Whether two panels cover a common square. */
function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

describe('the dashboard and the alert rules', () => {
  const dashboard = readDashboard();
  const queries = queriesOf(dashboard);
  let exported: ReadonlySet<string>;

  beforeAll(async () => {
    const { text } = await (await sharedService()).request('GET', '/metrics');
    exported = new Set([...text.matchAll(/^# TYPE (\S+)/gmu)].map(([, name]) => name ?? ''));
  });

  it.each(queries)('ask for metrics that are exported: $title: $expr', ({ expr }) => {
    const named = metricsIn(expr);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !exported.has(name))).toEqual([]);
  });

  it('name in the rules only metrics that are exported', () => {
    const named = metricsIn(read('deploy/prometheus/portero.rules.yaml'));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !exported.has(name))).toEqual([]);
  });

  it('show every metric that is the own of the service', () => {
    const shown = new Set(queries.flatMap(({ expr }) => metricsIn(expr)));
    const own = [...exported].filter((name) => /^(?:portero|http_server)_/u.test(name));
    expect(own.filter((name) => !shown.has(name))).toEqual([]);
  });

  it('show metrics that docs/operations.md describes', () => {
    const documented = read('docs/operations.md');
    const own = [...exported].filter((name) => /^(?:portero|http_server)_/u.test(name));
    expect(own.filter((name) => !documented.includes(`| \`${name}\``))).toEqual([]);
  });

  it('have a line in docs/operations.md for every alert', () => {
    const alerts = [...read('deploy/prometheus/portero.rules.yaml').matchAll(/alert: (\w+)/gu)].map(([, name]) => name);
    expect(alerts.filter((name) => !read('docs/operations.md').includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('have the structure that Grafana imports', () => {
    const validate = new Ajv({ allErrors: true, strict: false }).compile(DASHBOARD_SCHEMA);
    validate(dashboard);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('give every panel its own id and place', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const pairs = panels.flatMap((one, index) => panels.slice(index + 1).map((other) => [one, other] as const));
    expect(pairs.filter(([one, other]) => overlap(one, other)).map(([a, b]) => [a.title, b.title])).toEqual([]);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });

  it('filter by the variables that the dashboard declares', () => {
    const declared = dashboard.templating.list.map(({ name }) => name);
    expect(declared).toEqual(['datasource', 'namespace', 'pod']);
    const unfiltered = queries.filter(({ expr }) =>
      [...expr.matchAll(/\{([^}]*)\}/gu)].some(
        ([, filter]) => !filter?.startsWith('namespace=~"$namespace", pod=~"$pod"'),
      ),
    );
    expect(unfiltered).toEqual([]);
  });
});
