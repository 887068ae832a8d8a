import { join } from 'node:path';
import { beforeAll, describe } from 'vitest';
import { readExamples } from '@auth/openapi/example-pairs';
import { plantUser } from '@test/support/accounts/planted-accounts';
import { CONTRACT_MODES, REPLAYS_ALL } from '@test/support/replay/contract-modes';
import { replayExamples, type States } from '@test/support/replay/replay-examples';
import type { Given } from '@test/support/replay/substitution';
import { readToken, textKind, type ValueKinds } from '@test/support/replay/value-kinds';
import { sharedService, type TestService } from '@test/support/service/service';
import { oneOfEachAnswer, readRecords } from '@test/support/dialects/simplejwt/wire-record';
import { plantRecordedUsers, replayRecords } from '@test/support/dialects/simplejwt/wire-replay';
import { ManageUser } from '@portero/identity';
import { SIMPLEJWT_TITLE } from './simplejwt.openapi';

const FOLDER = join(__dirname, 'examples');
const EXAMPLES = readExamples(FOLDER);
const PASSWORD = 'example1234';

/** The printed tokens that stand for those of a session. */
const PRINTED = EXAMPLES.get('obtain')?.pairs[0]?.response.body as {
  readonly refresh: string;
  readonly access: string;
};

const STATES: States = {
  nobody: () => Promise.resolve({ replace: {} }),
  'a registered user': async (service) => {
    await plantUser(service, { email: 'johndoe@example.com', password: PASSWORD });
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
  'an unverified user': async (service) => {
    await plantUser(service, { email: 'unverified@example.com', password: PASSWORD, active: false, verifiedAt: null });
    return { replace: {} };
  },
  'a session': async (service) => (await logIn(service)).given,
  'a session of a disabled user': async (service) => {
    const { given, id } = await logIn(service);
    await service.app.get(ManageUser).update({ id }, { active: false });
    return given;
  },
};

async function logIn(service: TestService): Promise<{ readonly given: Given; readonly id: number }> {
  const { email, id } = await plantUser(service, { password: PASSWORD });
  const { json } = await service.request('POST', '/api/token/', { json: { email, password: PASSWORD } });
  return { given: { replace: { [PRINTED.refresh]: json.refresh, [PRINTED.access]: json.access } }, id };
}

const KINDS: ValueKinds = { 'refresh-token': tokenKind('refresh'), 'access-token': tokenKind('access') };

function tokenKind(type: string) {
  const isToken = (text: string) => readToken(text)?.claims['token_type'] === type;
  return textKind(isToken, (actual, printed) => isToken(actual) && actual !== printed && sameForm(actual, printed));
}

function sameForm(actual: string, printed: string): boolean {
  const [real, shown] = [readToken(actual), readToken(printed)];
  if (!real || !shown || real.header !== shown.header) return false;
  const lifetime = ({ claims }: typeof real) => Number(claims['exp']) - Number(claims['iat']);
  return Object.keys(real.claims).join() === Object.keys(shown.claims).join() && lifetime(real) === lifetime(shown);
}

describe.each(CONTRACT_MODES)('the SimpleJWT examples in %s mode', (mode) => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService(mode);
  });

  replayExamples({
    tag: SIMPLEJWT_TITLE,
    examples: EXAMPLES,
    states: STATES,
    mode,
    service: () => service,
    kinds: KINDS,
  });
});

describe.each(CONTRACT_MODES)('what servers of the original answered, in %s mode', (mode) => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService(mode);
    await plantRecordedUsers(service);
  });

  describe.each(['simplejwt-wire.jsonl', 'rest-framework-wire.jsonl'])('%s', (file) => {
    const records = readRecords(join(FOLDER, file));
    // No answer depends on the database, and none of these on the mode: each is replayed once, and its like elsewhere.
    const all = REPLAYS_ALL && mode === 'documented';
    replayRecords(all ? records : oneOfEachAnswer(records), () => service);
  });
});
