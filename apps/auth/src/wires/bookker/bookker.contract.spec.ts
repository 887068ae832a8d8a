import { join } from 'node:path';
import { beforeAll, describe } from 'vitest';
import { readExamples } from '@auth/openapi/example-pairs';
import type { Owner, User } from '@portero/database';
import { BeginSession } from '@portero/identity';
import { type PlantedFields, plantOwner, plantUser } from '@test/support/accounts/planted-accounts';
import { CONTRACT_MODES } from '@test/support/replay/contract-modes';
import { replayExamples, type States } from '@test/support/replay/replay-examples';
import type { Given } from '@test/support/replay/substitution';
import { type KindContext, readToken, textKind, type ValueKinds } from '@test/support/replay/value-kinds';
import { sharedService, type TestService } from '@test/support/service/service';
import { BOOKKER_TITLE } from './bookker.openapi';
import { bookkerUserId } from './bookker.user-id';
import { BookkerProfile } from './bookker.profile';

const PASSWORD = '123Qwe1';
const TEN_DAYS = 864_000;
const TOLERANCE_SECONDS = 60;

/** Values as the document prints them. */
const PRINTED = {
  authorization: 'eyJ0eXBlIjoiSldUIiwiYWxnIjoiSFM1MT…',
  userAccessToken: 'aZJ0eXBl0sdSldUIiwiYKsnIjoiSFM1MT…',
  administrator:
    'eyJ0eXBlIjoiSldUIiwiYWxnIjoiSFM1MTIifQ.eyJpc3MiOiJzZWN1cmUtYXBpIiwiYXVkIjoic2VjdXJlLWFwcCIsInN1YiI6IkFpdG9yR0MiLCJleHAiOjE1NTk4MTExNTEsInJvbCI6W119.MRBm5ESWLaIj_jTURCgRkrg3UUJv1gMbwmfGxtcpurlXif9PtmcRMvon4qKYA1V8_LeMg0oJl7ZOohPvk_URmA',
  loginSubject: '803902db6c904987a6361c3e91c6efa1',
  refreshSubject: 'test1559818692351',
  refreshRole: 'MOCK_MOBILE_ROLE1559818713447',
  reader: '3f0c1d9ab7524e0f8d1e6a5b4c3d2e1f',
};

const USER_ROLE = '5f0f7d2c-6a5e-4c0b-9a64-0d6b8d1f5a01';
const SEMIADMIN = 4;

const AITOR: PlantedFields = {
  email: 'aitor@example.com',
  username: 'AitorGC',
  name: 'Aitor',
  surname: 'García',
  phone: '+34600000000',
  roleId: SEMIADMIN,
  password: PASSWORD,
};

const STATES: States = {
  nobody: () => Promise.resolve({ replace: {} }),
  'a user': async (service) => ({
    replace: { [PRINTED.loginSubject]: bookkerUserId(await plantUser(service, AITOR)) },
  }),
  'an unverified user': async (service) => {
    await plantUser(service, { email: 'unverified@example.com', password: PASSWORD, active: false, verifiedAt: null });
    return { replace: {} };
  },
  'a disabled user': async (service) => {
    await plantUser(service, {
      email: 'disabled@example.com',
      password: PASSWORD,
      active: false,
      disabledAt: new Date(),
    });
    return { replace: {} };
  },
  'a session': async (service) => {
    const user = await plantUser(service);
    return refreshing(user, { [PRINTED.authorization]: await tokenOf(service, user) });
  },
  'an expired session': async (service) => {
    service.clock.advance(-TEN_DAYS - 1);
    const token = await tokenOf(service, await plantUser(service));
    service.clock.reset();
    return { replace: { [PRINTED.authorization]: token } };
  },
  'an application and a user': async (service) => applicationAndUser(service),
  'an application and a user of another owner': async (service) =>
    applicationAndUser(service, await plantOwner(service)),
  'an administrator and a reader': async (service) => {
    const owner = await plantOwner(service);
    const administrator = await plantUser(service, AITOR, owner);
    const reader = await plantUser(service, { email: 'lectora@example.com' }, owner);
    return {
      replace: {
        [PRINTED.administrator]: await tokenOf(service, administrator),
        [PRINTED.loginSubject]: bookkerUserId(administrator),
        [PRINTED.reader]: bookkerUserId(reader),
      },
    };
  },
};

async function applicationAndUser(service: TestService, owner?: Owner): Promise<Given> {
  const application = await plantUser(service);
  const user = await plantUser(service, {}, owner);
  return refreshing(user, {
    [PRINTED.authorization]: await tokenOf(service, application),
    [PRINTED.userAccessToken]: await tokenOf(service, user),
  });
}

function refreshing(user: User, tokens: Readonly<Record<string, string>>): Given {
  return { replace: { ...tokens, [PRINTED.refreshSubject]: bookkerUserId(user), [PRINTED.refreshRole]: USER_ROLE } };
}

/** Made by the core directly, because the dialect cannot issue tokens for owners to which it is not bound. */
async function tokenOf({ app }: TestService, user: User): Promise<string> {
  return (await app.get(BeginSession).forUser(app.get(BookkerProfile, { strict: false }).profile, user)).access;
}

const KINDS: ValueKinds = {
  'spring-timestamp': textKind(
    (text) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+00:00$/u.test(text),
    (actual) => Math.abs(Date.parse(actual) - Date.now()) < TOLERANCE_SECONDS * 1000,
  ),
  'bookker-token': textKind((text) => readToken(text) !== null, isSameToken),
};

/** The exact printed header, the printed claims in their order, ten days, and a `jti` at the end. */
function isSameToken(actual: string, printed: string, { substitution, now }: KindContext): boolean {
  const [real, shown] = [readToken(actual), readToken(printed)];
  if (real === null || shown === null || real.header !== shown.header || actual === printed) return false;
  const { exp, jti, ...claims } = real.claims;
  const { exp: _exp, ...printedClaims } = shown.claims;
  const lifetime = Number(exp) - now.getTime() / 1000;
  return (
    Object.keys(real.claims).join() === [...Object.keys(shown.claims), 'jti'].join() &&
    JSON.stringify(claims) === JSON.stringify(substitution.body(printedClaims)) &&
    /^[0-9a-f]{80}$/u.test(String(jti)) &&
    Math.abs(lifetime - TEN_DAYS) < TOLERANCE_SECONDS
  );
}

describe.each(CONTRACT_MODES)('the examples of Bookker, in %s mode,', (mode) => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService(mode);
  });

  replayExamples({
    tag: BOOKKER_TITLE,
    examples: readExamples(join(__dirname, 'examples')),
    states: STATES,
    mode,
    service: () => service,
    kinds: KINDS,
  });
});
