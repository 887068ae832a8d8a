import { ManageUser } from '@portero/identity';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asking, claimsIn, type Credential, defaultCredential, exchangeOf, logInBy } from '../support/tokens/back-end';
import { EventReader } from '../support/http/event-reader';
import { basic } from '../support/http/http-client';
import { operatorOwner } from '../support/accounts/operator-owner';
import { sharedService, type TestService } from '../support/service/service';

const FEED = '/oauth/revocations';

interface Page {
  readonly cursor: string;
  readonly revocations: readonly { readonly jti: string; readonly exp: number }[];
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

  async function feed(since?: string): Promise<Page> {
    let page = (await service.request<Page>('GET', since ? `${FEED}?since=${since}` : FEED, { owner })).json;
    const all = [...page.revocations];
    while (page.more) {
      page = (await service.request<Page>('GET', `${FEED}?since=${page.cursor}`, { owner })).json;
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
    'a log-out of %s, by the id that the token has',
    async (dialect) => {
      const { cursor } = await feed();
      const session = await logInBy(service, dialect);
      expect((await feed(cursor)).revocations).toEqual([]);
      await asking(service, owner).revoke({ token: session.access });
      const { jti, exp } = claimsIn(session.access);
      const { revocations } = await feed(cursor);
      expect(revocations).toEqual([{ jti, exp }]);
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
    const ids = (await feed(cursor)).revocations.map(({ jti }) => jti);
    expect(ids.sort()).toEqual([claimsIn(session.access).jti, claimsIn(json.access_token).jti].sort());
  });

  it('the old access token of a pair that was refreshed, where that ends it', async () => {
    const { cursor } = await feed();
    const session = await logInBy(service, 'koko');
    const json = { refresh_token: session.refresh };
    const refreshed = await service.request('POST', '/api/token', { bearer: session.access, json });
    expect(refreshed.status).toBe(200);
    expect((await feed(cursor)).revocations.map(({ jti }) => jti)).toEqual([claimsIn(session.access).jti]);
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
      expect(told.data.revocations).toEqual([expect.objectContaining({ jti: claimsIn(session.access).jti })]);
      await reader.close();
      const missed = await logInBy(service, 'koko');
      await asking(service, owner).revoke({ token: missed.access });
      const again = await listen({ 'last-event-id': told.id });
      const { data } = await again.next();
      const ids = (data as Page).revocations.map(({ jti }) => jti);
      expect(ids).toContain(claimsIn(missed.access).jti);
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
