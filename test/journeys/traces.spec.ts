import { createHash } from 'node:crypto';
import { WebhookReceiver } from '@libs/identity/testing/webhook-receiver';
import { startTracing } from '@auth/tracing/start-tracing';
import { DefaultOwner, LegacyBackEnds, Sweeper } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PASSWORD, registerOwner, registerUser } from '../support/accounts/auth100-accounts';
import { FakeGraph } from '../support/accounts/fake-graph';
import { startOldBackEnd } from '../support/legacy/old-back-end';
import { CapturedLog } from '../support/service/captured-log';
import { startService, type TestService } from '../support/service/service';
import { RangeService } from '../support/service/range-service';
import { logInBy } from '../support/tokens/back-end';
import { TraceReceiver } from '../support/traces/trace-receiver';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const SERVER = 2;

describe('traces', () => {
  const log = new CapturedLog();
  let receiver: TraceReceiver;
  let graph: FakeGraph;
  let ranges: RangeService;
  let service: TestService;
  let stopTracing: () => Promise<void>;

  beforeAll(async () => {
    receiver = await TraceReceiver.start();
    graph = await FakeGraph.start();
    ranges = await RangeService.start();
    // The SDK reads the environment by itself.
    for (const [name, value] of Object.entries(receiver.env)) vi.stubEnv(name, value);
    stopTracing = await startTracing({ enabled: true }, log.logger);
    service = await startService({ ...graph.env, ...ranges.env, TRUSTED_PROXIES: '127.0.0.1' }, undefined, log.logger);
  });

  afterAll(async () => {
    await service.stop();
    await stopTracing();
    vi.unstubAllEnvs();
    await graph.stop();
    await ranges.stop();
    await receiver.stop();
  });

  /** The span of a request, and what belongs to it. */
  async function requestSpan(name: string) {
    const request = await receiver.span((span) => span.kind === SERVER && span.name === name);
    return { request, parts: receiver.spans.filter(({ traceId }) => traceId === request.traceId) };
  }

  it('show the request, its statements and the password hash as one tree', async () => {
    await logInBy(service, 'simplejwt');
    const { request, parts } = await requestSpan('POST /api/token/');
    expect(request.parentSpanId).toBeUndefined();
    expect(request.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/token/',
      'http.response.status_code': 200,
    });
    const children = parts.filter(({ parentSpanId }) => parentSpanId === request.spanId);
    expect(children.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['password hash', 'wait for password hash']),
    );
    const statements = parts.filter(({ attributes }) => attributes['db.system.name'] === 'postgresql');
    expect(statements.length).toBeGreaterThan(1);
    expect(statements.map(({ attributes }) => attributes['db.query.text'])).toContainEqual(
      expect.stringMatching(/^SELECT .*\$1/u),
    );
    const known = new Set(parts.map(({ spanId }) => spanId));
    expect(parts.filter(({ parentSpanId }) => parentSpanId !== undefined && !known.has(parentSpanId))).toEqual([]);
  });

  it('are part of the trace that a trusted proxy names, and the log line has it', async () => {
    const traceparent = `00-${TRACE}-${CALLER}-01`;
    await service.request('GET', '/countries', { headers: { traceparent, country: 'AR' } });
    const span = await receiver.span(({ traceId, kind }) => traceId === TRACE && kind === SERVER);
    expect(span.parentSpanId).toBe(CALLER);
    expect(log.requests.map(({ traceId }) => traceId)).toContain(TRACE);
  });

  it('go on at Facebook', async () => {
    const token = graph.grant({ userId: '100005000000001' });
    await service.request('POST', '/api/v2/auth/login', { form: { fb_token: token, fb_uid: '100005000000001' } });
    const { request } = await requestSpan('POST /api/v2/auth/login');
    const call = await receiver.span(({ name }) => name === 'GET debug_token');
    expect(call).toMatchObject({ traceId: request.traceId, attributes: { 'http.response.status_code': 200 } });
    expect(graph.traceparent).toBe(`00-${call.traceId}-${call.spanId}-01`);
    expect(receiver.text).not.toContain(token);
    expect(receiver.text).not.toContain(graph.appSecret);
  });

  it('go on at the service of breached passwords, with its host and without a part of a hash', async () => {
    const owner = await registerOwner(service);
    const call = await receiver.span(({ name }) => name === 'GET breached passwords');
    expect(call.attributes).toEqual({
      'http.request.method': 'GET',
      'server.address': '127.0.0.1',
      'http.response.status_code': 200,
    });
    expect((await receiver.span(({ spanId }) => spanId === call.parentSpanId)).kind).toBe(SERVER);
    expect(ranges.traceparents).toContain(`00-${call.traceId}-${call.spanId}-01`);
    const digest = createHash('sha1').update(owner.password).digest('hex').toUpperCase();
    expect(ranges.prefixes).toContain(digest.slice(0, 5));
    for (const part of [digest.slice(0, 5), digest.slice(5), owner.password]) expect(receiver.text).not.toContain(part);
  });

  it('go on at the old back end that is asked about a log-in', async () => {
    const old = await startOldBackEnd(() => [401, { detail: 'No active account found with the given credentials' }]);
    const owner = await service.app.get(DefaultOwner).ensure();
    await service.app.get(LegacyBackEnds).set(owner, {
      ...{ dialect: 'simplejwt', loginUrl: `${old.origin}/api/token/`, network: 'loopback', timeoutMs: 20_000 },
      ...{ nameField: null, until: null, provesEmail: false },
    });
    const json = { email: 'nobody-here@old.example', password: 'a password of old' };
    expect((await service.request('POST', '/api/token/', { json })).status).toBe(401);
    const call = await receiver.span(({ name }) => name === 'POST legacy log-in');
    expect(call.attributes).toEqual({ 'http.request.method': 'POST', 'http.response.status_code': 401 });
    await receiver.span(({ spanId, kind }) => spanId === call.parentSpanId && kind === SERVER);
    expect(old.traceparent).toBe(`00-${call.traceId}-${call.spanId}-01`);
    for (const secret of Object.values(json)) expect(receiver.text).not.toContain(secret);
    await service.app.get(LegacyBackEnds).remove(owner, 'simplejwt');
    await old.stop();
  });

  it('show mails and the sweeper as work of their own, without addresses, passwords, codes and tokens', async () => {
    const owner = await registerOwner(service);
    const { email, uuid, verificationCode } = await registerUser(service, owner);
    const verified = await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
    const session = await logInBy(service, 'koko');
    await service.app.get(Sweeper).sweep();
    // Other services of this process may send mails of their own, with other outcomes.
    const mail = await receiver.span(
      ({ name, attributes }) => name === 'send mail' && attributes['mail.outcome'] === 'sent',
    );
    expect(mail.parentSpanId).toBeUndefined();
    expect(Object.keys(mail.attributes).toSorted()).toEqual(['mail.attempt', 'mail.outcome']);
    const sweep = await receiver.span(({ name }) => name.startsWith('sweep '));
    expect(sweep.parentSpanId).toBeUndefined();
    await requestSpan('PUT /users/:uuid/verify');
    const secrets = [
      email,
      owner.email,
      session.email,
      PASSWORD,
      uuid,
      session.access,
      verified.json.result.accessToken,
    ];
    expect(secrets.filter((secret) => receiver.text.includes(String(secret)))).toEqual([]);
  });

  it('show webhooks as work of their own, which goes on at the receiver, without its URL', async () => {
    const target = await WebhookReceiver.open();
    try {
      const owner = await registerOwner(service);
      const json = { url: target.url('/private-path'), events: ['user_created'] };
      expect((await service.request('POST', '/owner/webhooks', { owner, json })).status).toBe(201);
      await registerUser(service, owner);
      await vi.waitUntil(() => target.received.length > 0, { timeout: 20_000 });
      const header = String(target.received[0]?.headers['traceparent']);
      const span = await receiver.span(({ name, spanId }) => name === 'send webhook' && header.includes(spanId));
      expect(header).toBe(`00-${span.traceId}-${span.spanId}-01`);
      expect(span.parentSpanId).toBeUndefined();
      expect(span.attributes).toEqual({
        'webhook.attempt': 1,
        'webhook.outcome': 'delivered',
        'http.response.status_code': 204,
      });
      expect(receiver.text).not.toContain('private-path');
    } finally {
      await target.close();
    }
  });

  it('leave the probes out', async () => {
    await service.request('GET', '/livez');
    await service.request('GET', '/countries', { headers: { country: 'AR', traceparent: `00-${TRACE}-${CALLER}-01` } });
    await receiver.span(({ attributes }) => attributes['http.route'] === '/countries');
    expect(receiver.spans.filter(({ attributes }) => attributes['http.route'] === '/livez')).toEqual([]);
  });
});

describe('traces without a trusted proxy or a collector', () => {
  it('take no trace over from strangers, and cost one log line', async () => {
    const log = new CapturedLog();
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:9');
    vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '300');
    vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '50');
    const stopTracing = await startTracing({ enabled: true }, log.logger);
    const service = await startService({}, undefined, log.logger);
    try {
      const headers = { traceparent: `00-${TRACE}-${CALLER}-01`, country: 'AR' };
      const answers = await Promise.all([1, 2, 3].map(() => service.request('GET', '/countries', { headers })));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      const lines = log.requests.filter(({ route }) => route === '/countries');
      expect(new Set(lines.map(({ traceId }) => traceId)).size).toBe(3);
      expect(lines.map(({ traceId }) => traceId)).not.toContain(TRACE);
      await vi.waitUntil(() => log.lines.some(({ context }) => context === 'Tracing'), { timeout: 20_000 });
    } finally {
      await service.stop();
      await stopTracing();
      vi.unstubAllEnvs();
    }
    const told = log.lines.filter(({ context }) => context === 'Tracing');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ level: 40, msg: expect.stringMatching(/^Traces cannot be sent \(/u) as string });
  });
});
