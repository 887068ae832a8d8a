import { setTimeout } from 'node:timers/promises';
import { ManageUser } from '@portero/identity';
import { createVerifier, TokenError, type TokenVerifier } from '@portero/token-guard';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  asking,
  claimsIn,
  type Credential,
  defaultCredential,
  exchangeOf,
  logInBy,
  TOKENS_IN,
} from '../support/tokens/back-end';
import { EventReader } from '../support/http/event-reader';
import { basic } from '../support/http/http-client';
import { operatorOwner } from '../support/accounts/operator-owner';
import { sharedService, type TestService } from '../support/service/service';

const FEED = '/oauth/revocations';

interface Entry {
  readonly jti?: string;
  readonly sid?: string;
  readonly before?: number;
  readonly exp: number;
}

interface Page {
  readonly cursor: string;
  readonly revocations: readonly Entry[];
  readonly more: boolean;
}

describe('what was revoked', () => {
  let service: TestService;
  let owner: Credential;
  let readers: EventReader[] = [];

  beforeAll(async () => {
    service = await sharedService();
    owner = await defaultCredential(service);
  });

  afterEach(async () => {
    await Promise.all(readers.map((reader) => reader.close()));
    readers = [];
  });

  async function feed(since = '', format = 'session'): Promise<Page> {
    const read = (cursor: string) =>
      service.request<Page>('GET', `${FEED}?since=${cursor}&format=${format}`, { owner });
    let page = (await read(since)).json;
    const all = [...page.revocations];
    while (page.more) {
      page = (await read(page.cursor)).json;
      all.push(...page.revocations);
    }
    return { ...page, revocations: all };
  }

  const listen = async (headers: Readonly<Record<string, string>> = {}) => {
    const reader = await EventReader.open(`${service.origin}${FEED}`, { authorization: basic(owner), ...headers });
    readers.push(reader);
    return reader;
  };

  it.each(['auth100', 'koko', 'bookker', 'simplejwt'])(
    'a log-out of %s, by one entry of the session that the token names',
    async (dialect) => {
      const { cursor } = await feed();
      const session = await logInBy(service, dialect);
      expect((await feed(cursor)).revocations).toEqual([]);
      await asking(service, owner).revoke({ token: session.access });
      const { jti, iat, exp } = claimsIn(session.access);
      const { revocations } = await feed(cursor);
      expect(revocations).toEqual([{ sid: expect.stringMatching(/^[0-9a-f]{32}$/u), before: expect.any(Number), exp }]);
      const [{ sid = '', before = 0 } = {}] = revocations;
      if (iat !== undefined) expect(before).toBeGreaterThan(iat);
      if (dialect === 'koko' || dialect === 'bookker') {
        expect(jti).toMatch(/^[0-9a-f]{80}$/u);
        expect(sessionIn(session.access)).toBe(sid);
      }
      expect((await feed(cursor, 'jti')).revocations).toEqual([{ jti, exp }]);
    },
  );

  it.each([
    ['its user is disabled', (users: ManageUser, uuid: string) => users.update({ uuid }, { active: false })],
    ['its user is deleted', (users: ManageUser, uuid: string) => users.delete({ uuid })],
    ['all sessions are ended', (users: ManageUser, uuid: string) => users.endSessions({ uuid })],
  ])('a standard token when %s, with the token that it was got for', async (_, end) => {
    const { cursor } = await feed();
    const session = await logInBy(service, 'koko');
    const { json } = await asking(service, owner).token(exchangeOf(session.access));
    await end(service.app.get(ManageUser), session.userUuid);
    const [own, standard] = [claimsIn(session.access), claimsIn(json.access_token)];
    expect(standard.sid).toBe(sessionIn(session.access));
    expect((await feed(cursor)).revocations).toEqual([{ sid: standard.sid, before: expect.any(Number), exp: own.exp }]);
    const ids = (await feed(cursor, 'jti')).revocations.map(({ jti }) => jti);
    expect(ids.sort()).toEqual([own.jti, standard.jti].sort());
  });

  it('a standard token that is revoked alone, by its own id', async () => {
    const { cursor } = await feed();
    const session = await logInBy(service, 'koko');
    const { json } = await asking(service, owner).token(exchangeOf(session.access));
    await asking(service, owner).revoke({ token: json.access_token });
    const { jti, exp } = claimsIn(json.access_token);
    expect((await feed(cursor)).revocations).toEqual([{ jti, exp }]);
  });

  it('the old access token of a pair that was refreshed, where that ends it', async () => {
    const { cursor } = await feed();
    const session = await logInBy(service, 'koko');
    const json = { refresh_token: session.refresh };
    const refreshed = await service.request('POST', '/api/token', { bearer: session.access, json });
    expect(refreshed.status).toBe(200);
    const { jti, exp } = claimsIn(session.access);
    expect((await feed(cursor)).revocations).toEqual([
      { sid: sessionIn(session.access), before: expect.any(Number), exp },
    ]);
    expect((await feed(cursor, 'jti')).revocations).toEqual([{ jti, exp }]);
  });

  it('attack 38: fifty refreshes of Koko leave one entry, and each ends what was issued before and nothing else', async () => {
    const { cursor } = await feed();
    const session = await logInBy(service, 'koko');
    const own = sessionIn(session.access);
    const verifier = createVerifier({
      issuer: service.origin,
      owner: owner.uuid,
      secret: owner.secret,
      revocations: { fail: 'closed', maxAgeSeconds: 60 },
      legacy: { koko: { audience: '1' } },
    });
    try {
      const old: string[] = [];
      let [access, refresh] = [session.access, session.refresh ?? ''];
      for (let count = 0; count < 50; count += 1) {
        old.push(access);
        const json = { refresh_token: refresh };
        const answer = await service.request('POST', '/api/token', { bearer: access, json });
        expect(answer.status).toBe(200);
        ({ access, refresh } = TOKENS_IN['koko']!(answer.json) as { access: string; refresh: string });
      }
      const { revocations } = await feed(cursor);
      expect(revocations.map(({ sid }) => sid)).toEqual([own]);
      const told = await feed(cursor, 'jti');
      expect(told.revocations.map(({ jti }) => jti).sort()).toEqual(old.map((each) => claimsIn(each).jti).sort());
      await until(async () => (await outcomeOf(verifier, old.at(-1) ?? '')) === 'revoked_token');
      for (const each of old) expect(await outcomeOf(verifier, each)).toBe('revoked_token');
      expect(await outcomeOf(verifier, access)).toBe('accepted');
      expect((await asking(service, owner).introspect({ token: access })).json.active).toBe(true);
      await asking(service, owner).revoke({ token: access });
      await until(async () => (await outcomeOf(verifier, access)) === 'revoked_token');
      expect((await feed(cursor)).revocations.map(({ sid }) => sid)).toEqual([own]);
    } finally {
      verifier.close();
    }
  });

  it('ends standard tokens with the Koko token that a refresh replaces, and none that is got afterwards', async () => {
    const session = await logInBy(service, 'koko');
    const { token, introspect } = asking(service, owner);
    const before = (await token(exchangeOf(session.access))).json.access_token as string;
    await setTimeout(1001);
    const json = { refresh_token: session.refresh };
    const refreshed = (await service.request('POST', '/api/token', { bearer: session.access, json })).json.data;
    const after = (await token(exchangeOf(refreshed.access_token as string))).json.access_token as string;
    expect((await introspect({ token: before })).json).toEqual({ active: false });
    expect((await introspect({ token: after })).json).toMatchObject({ active: true, sid: claimsIn(after).sid });
  });

  it('not to another owner', async () => {
    const other = await operatorOwner(service);
    const session = await logInBy(service, 'koko');
    await asking(service, owner).revoke({ token: session.access });
    const { json } = await service.request<Page>('GET', FEED, { owner: other });
    expect(json.revocations).toEqual([]);
  });

  it('is answered 304 to who has it, and not stored by who does not ask again', async () => {
    const { cursor } = await feed();
    const first = await service.request('GET', `${FEED}?since=${cursor}`, { owner });
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await service.request('GET', `${FEED}?since=${cursor}`, { owner, headers })).status).toBe(304);
  });

  it('begins anew for a cursor without a value, as for none (RFC 6749, section 3.2)', async () => {
    expect((await service.request('GET', `${FEED}?since=`, { owner })).status).toBe(200);
  });

  it.each(['x', '-1', '1_x', '9'.repeat(19), '1 OR 1=1'])('is refused for the cursor %j', async (since) => {
    const answer = await service.request('GET', `${FEED}?since=${encodeURIComponent(since)}`, { owner });
    expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request']);
  });

  it('is for owners only', async () => {
    for (const sending of [{}, { bearer: 'x' }, { owner: { ...owner, secret: 'wrong' } }]) {
      const { status, json, headers } = await service.request('GET', FEED, sending);
      expect([status, json.error, headers.get('www-authenticate')?.split(' ')[0]]).toEqual([
        401,
        'invalid_client',
        'Basic',
      ]);
    }
  });

  describe('as events', () => {
    it('comes at once, and goes on after a break where it stopped', async () => {
      const reader = await listen();
      const first = await reader.next();
      expect(first.event).toBe('revocations');
      const session = await logInBy(service, 'koko');
      await asking(service, owner).revoke({ token: session.access });
      const told = await reader.nextRevocations();
      expect(told.data.revocations).toEqual([expect.objectContaining({ sid: sessionIn(session.access) })]);
      await reader.close();
      const missed = await logInBy(service, 'koko');
      await asking(service, owner).revoke({ token: missed.access });
      const again = await listen({ 'last-event-id': told.id });
      const { data } = await again.next();
      const ids = (data as Page).revocations.map(({ sid }) => sid);
      expect(ids).toContain(sessionIn(missed.access));
    });

    it('is no stream for HEAD, which would never end', async () => {
      const headers = { accept: 'text/event-stream', authorization: basic(owner) };
      const answer = await fetch(`${service.origin}${FEED}`, { method: 'HEAD', headers });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    });

    it('ends in order when the service stops asking for it', async () => {
      const reader = await listen();
      await reader.next();
      await reader.close();
      expect((await service.request('GET', '/livez')).status).toBe(200);
    });
  });
});

async function outcomeOf(verifier: TokenVerifier, token: string): Promise<string> {
  try {
    await verifier.verify(token);
    return 'accepted';
  } catch (error) {
    if (error instanceof TokenError) return error.code;
    throw error;
  }
}

/** Waits for what the contract promises within two seconds; busy machines get more. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    expect(Date.now()).toBeLessThan(end);
    await setTimeout(20);
  }
}

/** The session in the id of a token of Koko or Bookker. */
function sessionIn(token: string): string {
  return String(claimsIn(token).jti).slice(0, 32);
}
