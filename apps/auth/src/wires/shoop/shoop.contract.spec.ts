import { join } from 'node:path';
import { ExternalAccount, type User } from '@portero/database';
import { freshEmail } from '@test/support/accounts/auth100-accounts';
import { FakeGraph } from '@test/support/accounts/fake-graph';
import { plantUser } from '@test/support/accounts/planted-accounts';
import { CONTRACT_MODES } from '@test/support/replay/contract-modes';
import { replayExamples, type States } from '@test/support/replay/replay-examples';
import type { Given } from '@test/support/replay/substitution';
import { textKind, type ValueKinds } from '@test/support/replay/value-kinds';
import { HARDENED_ENV, startService, type TestService } from '@test/support/service/service';
import { afterAll, beforeAll, describe } from 'vitest';
import { readExamples } from '../../openapi/example-pairs';
import { SHOOP_TITLE } from './shoop.openapi';

const EMAIL = 'shcode@example.com';
const PASSWORD = 'rahasia';
const KEY = '4974328ce522a3eb86ecf73a193490314cf98c74';
const FB_TOKEN = 'EAACEdEose0cBAGq7pT0Rz3XyN5kUvW2';
const FB_UID = '100001234567890';
const YEAR_SECONDS = 31_536_000;

const KINDS: ValueKinds = {
  /** 40 hex digits, different each time. */
  'shoop-key': textKind(
    (text) => /^[0-9a-f]{40}$/u.test(text),
    (actual, printed) => actual !== printed,
  ),
};

/** The states of the Graph API that the service calls. */
function statesWith(graph: () => FakeGraph): States {
  const registered = async (service: TestService, fields = {}): Promise<Given & { user: User }> => {
    const user = await plantUser(service, { email: freshEmail(), password: PASSWORD, ...fields });
    return { user, replace: { [EMAIL]: user.email } };
  };
  const facebookUser = (): Given['replace'] => {
    const userId = String(Math.floor(Math.random() * 1e15));
    return { [FB_UID]: userId, [FB_TOKEN]: graph().grant({ userId }) };
  };
  return {
    nobody: () => Promise.resolve({ replace: { [EMAIL]: freshEmail() } }),
    'a registered user': (service) => registered(service),
    'an unverified user': (service) => registered(service, { active: false, verifiedAt: null }),
    'a disabled user': (service) => registered(service, { active: false, disabledAt: new Date() }),
    'a Facebook user who never registered': () =>
      Promise.resolve({ replace: { [EMAIL]: freshEmail(), ...facebookUser() } }),
    'a user linked to Facebook': async (service) => {
      const { user, replace } = await registered(service);
      const facebook = facebookUser();
      const { id: userId, ownerId } = user;
      const identity = { userId, ownerId, provider: 'facebook', subject: facebook[FB_UID] ?? '', linkedAt: new Date() };
      await service.dataSource.getRepository(ExternalAccount).insert(identity);
      return { replace: { ...replace, ...facebook } };
    },
    'a session': register,
    'a session that is over': async (service) => {
      const given = await register(service);
      await service.request('POST', '/api/v2/auth/logout', { headers: { key: given.replace[KEY] ?? '' } });
      return given;
    },
    'a session of last year': async (service) => {
      service.clock.advance(-YEAR_SECONDS);
      const given = await register(service);
      service.clock.reset();
      return given;
    },
  };
}

async function register(service: TestService): Promise<Given> {
  const email = freshEmail();
  const body = {
    email,
    password: 'rahasia besar',
    name: 'shcode',
    id_location: 7,
    phone: '082232856363',
    longitude: 112.7508,
    latitude: -7.2575,
    avatar: 'avatars/shcode.jpg',
  };
  const { json } = await service.request('POST', '/api/v2/auth/register', { json: body });
  return { replace: { [EMAIL]: email, [KEY]: json.key } };
}

describe.each(CONTRACT_MODES)('the examples of Shoop, in %s mode,', (mode) => {
  let graph: FakeGraph;
  let service: TestService;

  beforeAll(async () => {
    graph = await FakeGraph.start();
    service = await startService({ ...(mode === 'hardened' ? HARDENED_ENV : {}), ...graph.env });
  });
  afterAll(async () => {
    await service.stop();
    await graph.stop();
  });

  replayExamples({
    tag: SHOOP_TITLE,
    examples: readExamples(join(__dirname, 'examples')),
    states: statesWith(() => graph),
    mode,
    service: () => service,
    kinds: KINDS,
  });
});
