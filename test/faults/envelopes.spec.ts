import { LogIn } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, verifiedUser } from '../support/accounts/auth100-accounts';
import { EVERY_DIALECT } from '../support/dialects/every-dialect';
import type { Sending } from '../support/http/http-client';
import { startService, type TestService } from '../support/service/service';

/** The default owner of documented mode, which every dialect is bound to. */
const OWNER = 'bdd339af-b926-4215-94d6-29375773695d';

const JSON_TYPE = { 'content-type': 'application/json' };

let service: TestService;
let busy: TestService;
let limited: TestService;

beforeAll(async () => {
  service = await startService();
  busy = await startService({
    HASH_CONCURRENCY: '1',
    HASH_QUEUE_LIMIT: '0',
    ARGON2_MEMORY_KIB: '65536',
    ARGON2_TIME: '3',
  });
  limited = await startService({ RATE_LIMITS: 'on' });
});

afterAll(async () => {
  await Promise.all([service.stop(), busy.stop(), limited.stop()]);
});

describe.each(EVERY_DIALECT)('$name answers everything below its paths in its own envelope', (dialect) => {
  const post = (sending: Sending) => service.request('POST', dialect.loginPath, sending);

  it.each<[string, number, () => ReturnType<typeof post>]>([
    ['malformed JSON', 400, () => post({ raw: '{"email":', headers: JSON_TYPE })],
    ['a body that is no object', 400, () => post({ raw: '[1]', headers: JSON_TYPE })],
    ['an unknown route', 404, () => service.request('GET', dialect.unknownPath)],
    [
      'a body too large',
      413,
      () => post({ raw: JSON.stringify({ email: 'x'.repeat(1_000_000) }), headers: JSON_TYPE }),
    ],
    ['an unsupported media type', 415, () => post({ raw: '<a/>', headers: { 'content-type': 'application/xml' } })],
  ])('%s is %i', async (_, status, ask) => {
    const answer = await ask();
    expect([answer.status, dialect.isEnvelope(answer), answer.text]).toEqual([status, true, answer.text]);
  });

  it('a wrong method is 405, with Allow, before the body is read', async () => {
    const answer = await service.request('PUT', dialect.loginPath, { raw: '{', headers: JSON_TYPE });
    expect([answer.status, dialect.isEnvelope(answer)]).toEqual([405, true]);
    expect(answer.headers.get('allow')).toContain('POST');
  });

  it('an unexpected error is 500 without details', async () => {
    const core = service.app.get(LogIn);
    const original = core.withPassword.bind(core);
    core.withPassword = () => Promise.reject(new Error('SELECT secret FROM insides'));
    const answer = await post(dialect.login({ email: 'user@user.com', password: PASSWORD }, OWNER));
    core.withPassword = original;
    expect([answer.status, dialect.isEnvelope(answer)]).toEqual([500, true]);
    expect(answer.text).not.toMatch(/SELECT|insides|Error:|\.ts/u);
  });

  it('a full hash queue is 503, with Retry-After', async () => {
    const login = dialect.login({ email: 'user@user.com', password: PASSWORD }, OWNER);
    const answers = await Promise.all(Array.from({ length: 6 }, () => busy.request('POST', dialect.loginPath, login)));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused)
      expect([dialect.isEnvelope(answer), Number(answer.headers.get('retry-after')) > 0]).toEqual([true, true]);
  });

  it('too many tries are 429, with Retry-After', async () => {
    const { email } = await verifiedUser(limited, { uuid: OWNER });
    const login = dialect.login({ email, password: 'a wrong password' }, OWNER);
    const answers = [];
    for (let count = 0; count < 60 && answers.at(-1)?.status !== 429; count += 1)
      answers.push(await limited.request('POST', dialect.loginPath, login));
    const last = answers.at(-1)!;
    expect([last.status, dialect.isEnvelope(last), Number(last.headers.get('retry-after')) > 0]).toEqual([
      429,
      true,
      true,
    ]);
  });
});
