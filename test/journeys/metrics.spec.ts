import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';
import { asking, defaultCredential, logInBy } from '../support/tokens/back-end';

/** The names that dashboards and alerts rely on. */
const NAMES = [
  'http_server_request_duration_seconds',
  'portero_logins_total',
  'portero_tokens_issued_total',
  'portero_token_checks_total',
  'portero_refresh_total',
  'portero_password_hash_seconds',
  'portero_password_hash_queue',
  'portero_password_hash_rejected_total',
  'portero_rate_limited_total',
  'portero_limit_store_up',
  'portero_database_up',
  'portero_database_pool_connections',
  'portero_database_query_seconds',
  'portero_mail_outbox_messages',
  'portero_mail_outbox_oldest_seconds',
  'portero_mails_total',
  'portero_webhook_outbox_messages',
  'portero_webhooks_total',
  'portero_legacy_logins_total',
  'portero_legacy_passwords_total',
  'portero_signing_key_age_seconds',
  'portero_revocation_lag_seconds',
  'portero_event_loop_lag_seconds',
  'portero_sessions_open',
  'portero_build_info',
  'process_cpu_seconds_total',
];

/** The sum of the samples of a metric that have these labels. */
function valueOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const matching = lines.filter((line) => wanted.every((each) => line.includes(each)));
  return matching.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

describe('the metrics', () => {
  let service: TestService;
  const scrape = async (): Promise<string> => (await service.request('GET', '/metrics')).text;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(async () => {
    await service.stop();
  });

  it('have every name that dashboards rely on', async () => {
    const text = await scrape();
    const declared = new Set([...text.matchAll(/^# TYPE (\S+)/gmu)].map(([, name]) => name));
    expect(NAMES.filter((name) => !declared.has(name))).toEqual([]);
  });

  it('count a log-in, its tokens, its hash and its statements', async () => {
    const before = await scrape();
    await logInBy(service, 'simplejwt');
    const after = await scrape();
    const grown = (name: string, labels?: Readonly<Record<string, string>>) =>
      valueOf(after, name, labels) - valueOf(before, name, labels);
    expect(grown('portero_logins_total', { dialect: 'simplejwt', outcome: 'success' })).toBe(1);
    expect(grown('portero_tokens_issued_total', { dialect: 'simplejwt', kind: 'access' })).toBe(1);
    expect(grown('portero_tokens_issued_total', { dialect: 'simplejwt', kind: 'refresh' })).toBe(1);
    expect(grown('portero_password_hash_seconds_count')).toBeGreaterThanOrEqual(1);
    expect(grown('portero_database_query_seconds_count')).toBeGreaterThan(1);
  });

  it('count refused log-ins by their reason', async () => {
    const before = await scrape();
    await service.request('POST', '/api/token/', { json: { email: 'nobody@example.com', password: 'wrong-password' } });
    const labels = { dialect: 'simplejwt', outcome: 'account_unknown' };
    expect(valueOf(await scrape(), 'portero_logins_total', labels)).toBe(
      valueOf(before, 'portero_logins_total', labels) + 1,
    );
  });

  it('count refreshes and checks of tokens', async () => {
    const { refresh, access } = await logInBy(service, 'simplejwt');
    const before = await scrape();
    await service.request('POST', '/api/token/refresh/', { json: { refresh } });
    await asking(service, await defaultCredential(service)).introspect({ token: access });
    const after = await scrape();
    const refreshed = { dialect: 'simplejwt', outcome: 'success' };
    expect(valueOf(after, 'portero_refresh_total', refreshed)).toBe(
      valueOf(before, 'portero_refresh_total', refreshed) + 1,
    );
    expect(valueOf(after, 'portero_token_checks_total')).toBe(valueOf(before, 'portero_token_checks_total') + 1);
  });

  it('give all unknown paths one label', async () => {
    await service.request('GET', '/no-such-path-1');
    await service.request('GET', '/no-such-path-2');
    const text = await scrape();
    expect(text).not.toContain('no-such-path');
    const unknown = { http_route: 'unknown', http_response_status_code: '404' };
    expect(valueOf(text, 'http_server_request_duration_seconds_count', unknown)).toBeGreaterThanOrEqual(2);
  });

  it('tell the age of each signing key and the open sessions', async () => {
    const text = await scrape();
    expect(text).toMatch(/^portero_signing_key_age_seconds\{profile="\w+"\} [\d.e-]+$/mu);
    expect(text).toMatch(/^portero_sessions_open \d+$/mu);
    expect(text).toMatch(/^portero_build_info\{version="[^"]+",mode="documented"\} 1$/mu);
  });
});

describe('the metrics of hardened mode', () => {
  it('are not on the main port', async () => {
    const hardened = await startService(HARDENED_ENV);
    try {
      expect((await hardened.request('GET', '/metrics')).status).toBe(404);
    } finally {
      await hardened.stop();
    }
  });
});
