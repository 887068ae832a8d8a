import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asking, exchangeOf, logInBy } from '../support/tokens/back-end';
import { type Forgery, underPublicKey, withKeyOfItsOwn, withoutAlgorithm } from '../support/tokens/forged-tokens';
import { sharedService, type TestService } from '../support/service/service';
import { SIGNED_KINDS, type SignedKind } from '../support/tokens/token-kinds';
import {
  type TokenRouteContext,
  contextFor,
  contextOf,
  type TokenRoute,
  routesFor,
} from '../support/dialects/token-routes';
import { expectAccepted, expectRefused } from './refusals';

/** Keys of every kind: documented, most dialects have a shared secret; in the other service none has. */
// Which database keeps the rows changes nothing about signatures, and the embedded one takes minutes for all of them.
const ON_SERVER = (process.env['TEST_DATABASE_URL'] ?? '') !== '';

/** Everyday runs send each forgery to two routes in turn, so that each route gets every kind of forgery. Slow runs send each to all. */
const AT_EVERY_ROUTE = process.env['FORGERIES'] === 'at every route';

function routesInTurn(routes: readonly TokenRoute[], turn: number): readonly TokenRoute[] {
  if (AT_EVERY_ROUTE) return routes;
  return [0, 1].map((step) => routes[(2 * turn + step) % routes.length]!);
}

describe.skipIf(!ON_SERVER).each(['documented', 'public-keys'] as const)('forged tokens (%s)', (mode) => {
  let service: TestService;
  let context: TokenRouteContext;
  let trap: Server;
  let asked = 0;

  beforeAll(async () => {
    service = await sharedService(mode);
    context = await contextOf(service);
    trap = createServer((_, response) => {
      asked += 1;
      response.end('{"keys":[]}');
    }).listen(0, '127.0.0.1');
    await once(trap, 'listening');
  });

  afterAll(() => {
    trap.close();
  });

  /** A live access token, and what its routes need. */
  async function live(kind: SignedKind): Promise<{ readonly token: string; readonly here: TokenRouteContext }> {
    const session = await logInBy(service, kind === 'oauth' ? 'shoop' : kind);
    const here = contextFor(context, session);
    if (kind !== 'oauth') return { token: session.access, here };
    const { json } = await asking(service, context.owner).token(exchangeOf(session.access));
    return { token: json.access_token, here };
  }

  /** The token itself is accepted afterwards: the forgeries ended nothing, and the routes do accept a token. */
  async function expectForgeriesShut(kind: SignedKind, forge: (token: string) => readonly Forgery[]): Promise<void> {
    const { token, here } = await live(kind);
    const forgeries = forge(token);
    expect(new Set([token, ...forgeries.map(([, forged]) => forged)]).size).toBe(forgeries.length + 1);
    const routes = routesFor(kind, 'access');
    expect(forgeries.length).toBeGreaterThan(routes.length);
    for (const [turn, [what, forged]] of forgeries.entries()) {
      await expectRefused(here, routesInTurn(routes, turn), forged, what);
      expect((await asking(service, context.owner).revoke({ token: forged })).status).toBe(200);
    }
    // The log-out comes last; a refresh of Koko would end the token before.
    const open = routes.filter(({ name }) => name !== 'POST /api/token');
    await expectAccepted(here, open, token, `the token of ${kind}`);
  }

  it.each(SIGNED_KINDS)(
    'attack 1: a public key as an HMAC secret, also after white space, signs no token of %s',
    async (kind) => {
      const { json } = await service.request<{ keys: (JsonWebKey & { kid: string })[] }>(
        'GET',
        '/.well-known/jwks.json',
      );
      expect(json.keys.length).toBeGreaterThan(1);
      await expectForgeriesShut(kind, (token) =>
        json.keys.flatMap((jwk) => underPublicKey(token, createPublicKey({ key: jwk, format: 'jwk' }), jwk.kid)),
      );
    },
  );

  it.each(SIGNED_KINDS)('attack 2: no algorithm, and none but that of the key, makes a token of %s', async (kind) => {
    await expectForgeriesShut(kind, withoutAlgorithm);
  });

  it.each(SIGNED_KINDS)('attack 3: no token of %s chooses its own key, and no address in it is asked', async (kind) => {
    const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/keys`;
    await expectForgeriesShut(kind, (token) => withKeyOfItsOwn(token, url));
    expect(asked).toBe(0);
  });
});
