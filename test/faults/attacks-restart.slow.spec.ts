import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManageUser } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asking, DIALECT_NAMES, type DialectSession, exchangeOf, logInBy, TOKENS_IN } from '../support/tokens/back-end';
import { EVERY_DIALECT } from '../support/dialects/every-dialect';
import { startService, type TestService } from '../support/service/service';
import { createTestDatabase } from '../support/postgres/test-database';
import { type TokenRouteContext, contextFor, contextOf, routesFor } from '../support/dialects/token-routes';
import { expectRefused } from './refusals';

/** How sessions end before their time. */
const ENDS: Readonly<Record<string, (context: TokenRouteContext, session: DialectSession) => Promise<unknown>>> = {
  revoked: ({ service, owner }, { access }) => asking(service, owner).revoke({ token: access }),
  'ended by its owner': ({ service }, { userUuid }) => service.app.get(ManageUser).endSessions({ uuid: userUuid }),
  'of a disabled user': ({ service }, { userUuid }) =>
    service.app.get(ManageUser).update({ uuid: userUuid }, { active: false }),
  'of a deleted user': ({ service }, { userUuid }) => service.app.get(ManageUser).delete({ uuid: userUuid }),
};

/** Takes the next pair of a rotating dialect, in the way that its own answers are read. */
async function rotated(service: TestService, { dialect, access, refresh }: DialectSession) {
  const under = EVERY_DIALECT.find(({ name }) => name === dialect)!;
  const session =
    dialect === 'koko'
      ? { data: { access_token: access, refresh_token: refresh } }
      : { result: { refreshToken: refresh } };
  const { status, json } = await under.useSession(service, session);
  expect(status).toBe(200);
  return TOKENS_IN[dialect]!(json);
}

describe('attack 10: a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-restart-'));
  const ended: { readonly what: string; readonly session: DialectSession; readonly standard: string }[] = [];
  const live: { readonly session: DialectSession; readonly standard: string }[] = [];
  const used: DialectSession[] = [];
  let service: TestService;
  let context: TokenRouteContext;

  beforeAll(async () => {
    const url = await createTestDatabase();
    const env = { DATA_DIR: folder, ...(url !== null && { DATABASE_URL: url }) };
    service = await startService(env);
    context = await contextOf(service);
    for (const dialect of DIALECT_NAMES) {
      live.push(await withStandard(dialect));
      for (const what of Object.keys(ENDS)) {
        const each = await withStandard(dialect);
        await ENDS[what]!(context, each.session);
        ended.push({ what, ...each });
      }
    }
    for (const dialect of ['auth100', 'koko']) {
      const session = await logInBy(service, dialect);
      const next = await rotated(service, session);
      used.push(session);
      live.push({ session: { ...session, ...next }, standard: next.access });
    }
    await service.stop();
    service = await startService(env);
    context = await contextOf(service);
  });

  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function withStandard(dialect: string) {
    const session = await logInBy(service, dialect);
    const { json } = await asking(service, context.owner).token(exchangeOf(session.access));
    return { session, standard: json.access_token as string };
  }

  it('does not make tokens of ended sessions valid again', async () => {
    expect(ended).toHaveLength(DIALECT_NAMES.length * 4);
    for (const { what, session, standard } of ended) {
      const here = contextFor(context, session);
      for (const token of [session.access, session.refresh, standard].filter((each) => each !== null))
        await expectRefused(here, routesFor(session.dialect), token, `${session.dialect} ${what}`);
    }
  });

  it('ends no open session', async () => {
    for (const { session, standard } of live) {
      for (const token of [session.access, session.refresh, standard].filter((each) => each !== null))
        expect((await asking(service, context.owner).introspect({ token })).json.active).toBe(true);
    }
  });

  it('does not make a used refresh token new', async () => {
    for (const session of used) {
      const refreshing = routesFor(session.dialect, 'refresh');
      await expectRefused(
        contextFor(context, session),
        refreshing,
        session.refresh!,
        `used refresh of ${session.dialect}`,
      );
    }
  });
});
