import { join } from 'node:path';
import { readExamples } from '@auth/openapi/example-pairs';
import { WIRES } from '@auth/wires';
import { afterAll, beforeAll, describe } from 'vitest';
import { plantUser } from '../../accounts/planted-accounts';
import { replayExamples, type States } from '../../replay/replay-examples';
import type { Given } from '../../replay/substitution';
import { textKind, type ValueKinds } from '../../replay/value-kinds';
import { startService, type TestService } from '../../service/service';
import { toy } from '.';

const EMAIL = 'ana@example.com';
const PASSWORD = '123Qwe1';

const STATES: States = { 'a user': plant, 'a pass': enter };

async function plant(service: TestService): Promise<Given> {
  await plantUser(service, { email: EMAIL, password: PASSWORD });
  return { replace: {} };
}

async function enter(service: TestService): Promise<Given> {
  await plant(service);
  const house = 'bdd339af-b926-4215-94d6-29375773695d';
  const { json } = await service.request('POST', '/toy/enter', { json: { name: EMAIL, house, password: PASSWORD } });
  return { replace: { 'eyJhbGciOiJIUzI1NiJ9...': json.pass } };
}

const isToken = (text: string) => text.startsWith('eyJ');
const KINDS: ValueKinds = { 'toy-pass': textKind(isToken, isToken) };

describe('the examples of the toy, in documented mode,', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({}, [...WIRES, toy]);
  });

  afterAll(async () => {
    await service.stop();
  });

  replayExamples({
    tag: toy.title,
    examples: readExamples(join(__dirname, 'examples')),
    states: STATES,
    mode: 'documented',
    service: () => service,
    kinds: KINDS,
  });
});
