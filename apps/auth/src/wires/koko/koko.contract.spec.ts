import { join } from 'node:path';
import { beforeAll, describe } from 'vitest';
import { readExamples } from '@auth/openapi/example-pairs';
import { plantUser } from '@test/support/accounts/planted-accounts';
import { CONTRACT_MODES } from '@test/support/replay/contract-modes';
import { replayExamples, type States } from '@test/support/replay/replay-examples';
import type { Given } from '@test/support/replay/substitution';
import { readToken, textKind, type ValueKinds } from '@test/support/replay/value-kinds';
import { sharedService, type TestService } from '@test/support/service/service';
import { KOKO_TITLE } from './koko.openapi';

const PASSWORD = '123Qwe1';

const STATES: States = {
  nobody: () => Promise.resolve({ replace: {} }),
  'a registered user': async (service) => {
    await plantUser(service, { email: 'example@testmail.com', password: PASSWORD });
    return { replace: {} };
  },
  'an unverified user': async (service) => {
    await plantUser(service, {
      email: 'sin.verificar@testmail.com',
      password: PASSWORD,
      active: false,
      verifiedAt: null,
    });
    return { replace: {} };
  },
  'a disabled user': async (service) => {
    await plantUser(service, {
      email: 'desactivada@testmail.com',
      password: PASSWORD,
      active: false,
      disabledAt: new Date(),
    });
    return { replace: {} };
  },
  'a session': logIn,
  'a session that is over': async (service) => {
    const given = await logIn(service);
    const bearer = given.replace['eyJ0eXAiOiJKV1Q...'] ?? '';
    await service.request('POST', '/api/oauth/logout', { bearer });
    return given;
  },
};

async function logIn(service: TestService): Promise<Given> {
  const { email } = await plantUser(service, { password: PASSWORD });
  const { json } = await service.request('POST', '/api/login', { json: { email, password: PASSWORD } });
  const { access_token, refresh_token } = json.data;
  return { replace: { 'eyJ0eXAiOiJKV1Q...': access_token, 'def50200c22a902ff0b5e3ea...': refresh_token } };
}

const KINDS: ValueKinds = {
  /** Seconds of the calendar year that begins now. */
  'calendar-year': {
    fits: (value) => value === 31_536_000 || value === 31_622_400,
    matches: (actual: number, _printed: number, { now }) => {
      const end = Date.UTC(now.getUTCFullYear() + 1, now.getUTCMonth(), now.getUTCDate());
      const begin = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
      return actual === (end - begin) / 1000;
    },
  },
  'passport-access-token': textKind((text) => text.startsWith('eyJ0eX'), isPassportToken),
  'passport-refresh-token': textKind(
    (text) => text.startsWith('def50200'),
    (actual) => /^def50200[0-9a-f]{80}$/u.test(actual),
  ),
};

function isPassportToken(actual: string): boolean {
  const { header, claims } = readToken(actual) ?? { header: '', claims: {} };
  return (
    /^\{"typ":"JWT","alg":"RS256","kid":"[0-9a-f-]{36}"\}$/u.test(header) &&
    Object.keys(claims).join() === 'aud,jti,iat,nbf,exp,sub,scopes'
  );
}

describe.each(CONTRACT_MODES)('the examples of Koko, in %s mode,', (mode) => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService(mode);
  });

  replayExamples({
    tag: KOKO_TITLE,
    examples: readExamples(join(__dirname, 'examples')),
    states: STATES,
    mode,
    service: () => service,
    kinds: KINDS,
  });
});
