import { createHmac } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EndSession, ManageUser, SigningKeys } from '@portero/identity';
import { PASSWORD } from '../support/accounts/auth100-accounts';
import type { Answer } from '../support/http/http-client';
import { plantUser } from '../support/accounts/planted-accounts';
import { readToken } from '../support/replay/value-kinds';
import { sharedService, type TestService } from '../support/service/service';
import { craftToken, type CraftingBench } from '../support/dialects/simplejwt/crafted-tokens';

const NOT_VALID = '{"detail":"Token is invalid or expired","code":"token_not_valid"}';
const MINUTE = 60;
const DAY = 86_400;

/** The tokens of a log-in. */
interface Pair {
  readonly refresh: string;
  readonly access: string;
}

describe('a session in SimpleJWT', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  afterEach(() => {
    service.clock.reset();
  });

  async function logIn(fields: Parameters<typeof plantUser>[1] = {}): Promise<Pair & { readonly userId: number }> {
    const { email, id } = await plantUser(service, fields);
    const { json, status, text } = await service.request('POST', '/api/token/', {
      json: { email, password: PASSWORD },
    });
    if (status !== 200) throw new Error(`Not logged in: ${text}`);
    return { ...(json as Pair), userId: id };
  }

  function refresh(token: string): Promise<Answer<Pair>> {
    return service.request<Pair>('POST', '/api/token/refresh/', { json: { refresh: token } });
  }

  function verify(token: string): Promise<Answer> {
    return service.request<unknown>('POST', '/api/token/verify/', { json: { token } });
  }

  async function expectNotValid(...answers: readonly Promise<Answer>[]): Promise<void> {
    for (const { status, text, headers } of await Promise.all(answers)) {
      expect(text).toBe(NOT_VALID);
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
    }
  }

  async function bench(): Promise<CraftingBench> {
    const key = await service.app.get(SigningKeys).current('simplejwt', 'HS256');
    return { secret: key.signing.export(), now: Math.floor(service.clock.now().getTime() / 1000) };
  }

  it('begins with two tokens as SimpleJWT makes them', async () => {
    const { refresh: long, access: short, userId } = await logIn();
    for (const [token, type, seconds] of [
      [long, 'refresh', DAY],
      [short, 'access', 5 * MINUTE],
    ] as const) {
      const { header, claims } = readToken(token)!;
      expect(header).toBe('{"alg":"HS256","typ":"JWT"}');
      expect(Object.keys(claims)).toEqual(['token_type', 'exp', 'iat', 'jti', 'user_id']);
      expect(claims).toMatchObject({
        token_type: type,
        user_id: userId,
        jti: expect.stringMatching(/^[0-9a-f]{32}$/u),
      });
      expect(Number(claims['exp']) - Number(claims['iat'])).toBe(seconds);
    }
    expect(readToken(long)?.claims['jti']).not.toBe(readToken(short)?.claims['jti']);
  });

  it('has tokens that are valid until they expire', async () => {
    const pair = await logIn();
    service.clock.advance(5 * MINUTE - 2);
    expect((await verify(pair.access)).text).toBe('[]');
    service.clock.advance(2);
    await expectNotValid(verify(pair.access));
    expect((await verify(pair.refresh)).text).toBe('[]');
  });

  it('goes on with the same refresh token for a day, and then is over', async () => {
    const pair = await logIn();
    service.clock.advance(DAY - 2);
    const { json } = await refresh(pair.refresh);
    expect(Object.keys(json)).toEqual(['access']);
    service.clock.advance(2);
    await expectNotValid(refresh(pair.refresh), verify(pair.refresh));
    expect((await verify(json.access)).status).toBe(200);
    service.clock.advance(5 * MINUTE);
    await expectNotValid(verify(json.access));
  });

  it('gives every one of many simultaneous refreshes a token of its own', async () => {
    const pair = await logIn();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(pair.refresh)));
    expect(new Set(answers.map(({ json }) => json.access)).size).toBe(5);
    for (const { json } of answers) expect((await verify(json.access)).text).toBe('[]');
  });

  it('refuses an access token as a refresh token', async () => {
    const { access } = await logIn();
    const { status, text } = await refresh(access);
    expect({ status, text }).toEqual({
      status: 401,
      text: '{"detail":"Token has wrong type","code":"token_not_valid"}',
    });
  });

  it.each(['/api/token/refresh', '/api/token/refresh/'])('is refreshed at %s', async (path) => {
    const { refresh: token } = await logIn();
    expect((await service.request('POST', path, { form: { refresh: ` ${token}\n` } })).status).toBe(200);
    expect((await service.request('POST', path.replace('refresh', 'verify'), { form: { token } })).text).toBe('[]');
  });

  it('ends for all its tokens when it is ended', async () => {
    const pair = await logIn();
    const { json } = await refresh(pair.refresh);
    await service.app.get(EndSession).end({ userId: pair.userId }, 'logout');
    await expectNotValid(refresh(pair.refresh), verify(pair.refresh), verify(pair.access), verify(json.access));
  });

  it('ends when the user is disabled', async () => {
    const pair = await logIn();
    await service.app.get(ManageUser).update({ id: pair.userId }, { active: false });
    await expectNotValid(refresh(pair.refresh), verify(pair.refresh), verify(pair.access));
  });

  it('ends when the user is deleted', async () => {
    const pair = await logIn();
    await service.app.get(ManageUser).delete({ id: pair.userId });
    await expectNotValid(refresh(pair.refresh), verify(pair.refresh), verify(pair.access));
  });

  it('refuses a token that the original would accept, but that has no session', async () => {
    const made = await bench();
    for (const name of ['well_made', 'payload_exp_jti', 'no_token_type', 'token_type_case']) {
      await expectNotValid(verify(craftToken(name, made)));
    }
    await expectNotValid(refresh(craftToken('well_made', made)));
  });

  it('refuses the claims of its refresh token with a new signature', async () => {
    const { refresh: token } = await logIn();
    const { secret } = await bench();
    const header = Buffer.from('{"typ":"JWT","alg":"HS256"}').toString('base64url');
    const input = `${header}.${token.split('.')[1] ?? ''}`;
    const resigned = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    await expectNotValid(refresh(resigned), verify(resigned));
  });

  it('refuses a changed token', async () => {
    const { refresh: token } = await logIn();
    const [header = '', claims = '', signature = ''] = token.split('.');
    const forged = [
      `${header}.${claims}.`,
      `${header}.${claims}`,
      `${header}.${claims}.${signature}==`,
      `${header}.${claims}.${signature.slice(0, -1)}`,
      `${header}.${claims}.${signature.slice(0, -4)}AAAA`,
      `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.`,
      `${header}.${Buffer.from(JSON.stringify({ ...readToken(token)?.claims, user_id: 1 })).toString('base64url')}.${signature}`,
    ];
    for (const each of forged) await expectNotValid(refresh(each), verify(each));
  });
});
