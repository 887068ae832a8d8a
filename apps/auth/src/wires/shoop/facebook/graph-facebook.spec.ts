import { FakeGraph, type GrantedToken, type Misbehaviour } from '@test/support/accounts/fake-graph';
import { TestClock } from '@test/support/service/test-clock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EdgeError } from '@auth/http/errors/failure';
import { type GraphSettings, GraphFacebook } from './graph-facebook';

const UID = '100001234567890';
const REFUSED = { code: 'invalid_credentials', details: { detail: 'Your facebook token is invalid.' } };
const UNAVAILABLE = { code: 'unavailable', details: { retryAfterSeconds: 10 } };

describe('Facebook', () => {
  let graph: FakeGraph;

  beforeAll(async () => {
    graph = await FakeGraph.start();
  });
  afterEach(() => {
    graph.reset();
  });
  afterAll(() => graph.stop());

  function facebook(changes: Partial<GraphSettings> = {}, clock = new TestClock()): GraphFacebook {
    const { url, appId, appSecret } = graph;
    return new GraphFacebook({ url, appId, appSecret, timeoutMs: 2000, ...changes }, clock);
  }

  async function outcome(work: Promise<string>): Promise<unknown> {
    return work.catch((error: unknown) => (error instanceof EdgeError ? error : expect.unreachable(String(error))));
  }

  it('returns the user of a token of our app', async () => {
    const token = graph.grant({ userId: UID });
    expect(await facebook().userOf(token, UID)).toBe(UID);
    expect(await facebook().userOf(token, null)).toBe(UID);
  });

  it('is asked as our app, with the proof of our secret', async () => {
    const token = graph.grant({ userId: UID });
    await facebook().userOf(token, UID);
    const [query] = graph.asked;
    expect(query?.get('input_token')).toBe(token);
    expect(query?.get('access_token')).toBe(`${graph.appId}|${graph.appSecret}`);
    expect(query?.get('appsecret_proof')).toMatch(/^[0-9a-f]{64}$/u);
  });

  it.each<[string, Partial<GrantedToken>]>([
    ['of another app', { appId: '999999999999' }],
    ['that is no longer valid', { isValid: false }],
    ['that has expired, whatever else is said of it', { expiresAt: 1_700_000_000 }],
    ['of a page', { type: 'PAGE' }],
    ['of an app itself', { type: 'APP' }],
    ['without a user', { userId: '' }],
    ['of a user whose id is none', { userId: '../me' }],
  ])('refuses a token %s', async (_title, changes) => {
    const token = graph.grant({ userId: UID, ...changes });
    expect(await outcome(facebook().userOf(token, null))).toMatchObject(REFUSED);
  });

  it('refuses a token of another user than the one that is named', async () => {
    expect(await outcome(facebook().userOf(graph.grant({ userId: '42' }), UID))).toMatchObject(REFUSED);
  });

  it('refuses a token without a grant', async () => {
    expect(await outcome(facebook().userOf('EAAnothing&access_token=x', UID))).toMatchObject(REFUSED);
  });

  it('checks the expiry of a token by the clock of the service', async () => {
    const clock = new TestClock();
    const token = graph.grant({ userId: UID, expiresAt: Math.floor(clock.now().getTime() / 1000) + 60 });
    expect(await facebook({}, clock).userOf(token, UID)).toBe(UID);
    clock.advance(61);
    expect(await outcome(facebook({}, clock).userOf(token, UID))).toMatchObject(REFUSED);
  });

  it.each<Misbehaviour>(['answers 500', 'resets the connection'])('is asked again when it %s', async (failure) => {
    const token = graph.grant({ userId: UID });
    graph.misbehave(failure);
    expect(await facebook().userOf(token, UID)).toBe(UID);
    expect(graph.asked).toHaveLength(2);
  });

  it.each<Misbehaviour>(['answers 500', 'resets the connection'])('is given up when it %s twice', async (failure) => {
    graph.misbehave(failure, failure);
    expect(await outcome(facebook().userOf(graph.grant({ userId: UID }), UID))).toMatchObject(UNAVAILABLE);
    expect(graph.asked).toHaveLength(2);
  });

  it.each<Misbehaviour>([
    'answers 400',
    'answers 429',
    'answers broken JSON',
    'answers something else',
    'answers too much',
    'redirects',
  ])('lets nobody in when it %s, and is not asked again', async (failure) => {
    graph.misbehave(failure);
    expect(await outcome(facebook().userOf(graph.grant({ userId: UID }), UID))).toMatchObject(UNAVAILABLE);
    expect(graph.asked).toHaveLength(1);
  });

  it.each<Misbehaviour>(['never answers', 'stops in the middle'])('is not waited for when it %s', async (failure) => {
    graph.misbehave(failure, failure);
    const startedAt = performance.now();
    const answer = await outcome(facebook({ timeoutMs: 300 }).userOf(graph.grant({ userId: UID }), UID));
    expect(answer).toMatchObject(UNAVAILABLE);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(graph.asked).toHaveLength(1);
  });

  it('has one time limit for all tries together', async () => {
    graph.misbehave('answers 500', 'never answers');
    const startedAt = performance.now();
    await outcome(facebook({ timeoutMs: 1500 }).userOf(graph.grant({ userId: UID }), UID));
    expect(performance.now() - startedAt).toBeLessThan(2900);
  });

  it('counts as down, not as a refusal, when it rejects our secret', async () => {
    const token = graph.grant({ userId: UID });
    const answer = await outcome(facebook({ appSecret: 'another secret' }).userOf(token, UID));
    expect(answer).toMatchObject(UNAVAILABLE);
  });

  it('counts as down when it is unreachable', async () => {
    const answer = await outcome(facebook({ url: 'http://127.0.0.1:1' }).userOf('EAA', UID));
    expect(answer).toMatchObject(UNAVAILABLE);
  });
});
