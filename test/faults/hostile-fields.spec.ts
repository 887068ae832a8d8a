import { beforeAll, describe, expect, it } from 'vitest';
import { registerOwner, registerUser, type TestOwner } from '../support/accounts/auth100-accounts';
import { sharedService, type TestService } from '../support/service/service';
import { Findings } from './findings';
import { type AnyAnswer, expectCleanRefusal, refusedFields } from './outcomes';

/** A part of the OpenAPI document. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- read without its typings, which follow another version
type Json = Record<string, any>;

/** An operation that takes a body, with a body that is right. */
interface BodyOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** Values of which none is text, a number in range, or a flag. */
const NEVER_RIGHT: Readonly<Record<string, unknown>> = {
  'an empty array': [],
  'an array of text': ['user@user.com'],
  'an object': { $ne: null },
  'an object with toString': { toString: 'x', valueOf: 'y' },
  'a nested array': [[[]]],
  'a fraction': 1.5,
  'a huge number': 1e300,
  'a negative number': -1,
};

/** Texts that no field of any kind takes. */
const NEVER_TEXT: Readonly<Record<string, string>> = {
  'text with NUL': 'a\0b@example.com',
  'a high surrogate alone': 'a\ud800b@example.com',
  'a low surrogate alone': '\udc00@example.com',
};

/** Texts that a field may take or refuse, but never choke on. */
const HARMLESS_TEXT: Readonly<Record<string, string>> = {
  'a quote': "' OR '1'='1",
  'a statement': '1); DROP TABLE users; --',
  'an empty text': '',
  'white space': ' \t\r\n ',
  'overlong text': 'x'.repeat(20_000),
  'variation selectors': 'a\ufe0f'.repeat(190),
  'text that grows under NFKC': '\ufdfa'.repeat(190),
  'capitals that grow in lower case': 'İ'.repeat(60),
  'astral characters': '\u{1f600}'.repeat(199),
  'a template': '{{7*7}}%s%n$(7)',
  'right-to-left marks': '\u202euser\u202c@example.com',
};

describe('the fields of Auth100', () => {
  let service: TestService;
  let owner: TestOwner;
  let operations: readonly BodyOperation[];

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
    operations = bodyOperations(service.document, owner.uuid, await registerUser(service, owner));
  });

  const call = ({ method, path }: BodyOperation, json: unknown): Promise<AnyAnswer> =>
    service.request(method, path, { json, owner });

  const eachField = async (
    values: Readonly<Record<string, unknown>>,
    check: (answer: AnyAnswer, field: string, what: string) => void,
  ): Promise<void> => {
    const found = new Findings();
    for (const operation of operations) {
      for (const field of Object.keys(operation.body)) {
        for (const [name, value] of Object.entries(values)) {
          const answer = await call(operation, { ...operation.body, [field]: value });
          found.check(() => check(answer, field, `${operation.id}.${field} with ${name}`));
        }
      }
    }
    found.expectNone();
  };

  it('are known for every operation that takes a body', () => {
    expect(operations.length).toBeGreaterThanOrEqual(13);
    for (const { id, body } of operations) expect(Object.keys(body), id).not.toEqual([]);
  });

  it('take no value of another type: 400, and the field is named', async () => {
    await eachField(NEVER_RIGHT, (answer, field, what) => {
      expectCleanRefusal(answer, what);
      expect([answer.status, answer.json.code], what).toEqual([400, 'validation_failed']);
      expect(refusedFields(answer), what).toContain(field);
    });
  }, 60_000);

  it('take no text that cannot be stored: 400, and the field is named', async () => {
    await eachField(NEVER_TEXT, (answer, field, what) => {
      expectCleanRefusal(answer, what);
      expect([answer.status, answer.json.code], what).toEqual([400, 'validation_failed']);
      expect(refusedFields(answer), what).toContain(field);
    });
  }, 60_000);

  it('never cause an error of the server with any text', async () => {
    await eachField(HARMLESS_TEXT, (answer, _field, what) => {
      if (answer.status >= 400) expectCleanRefusal(answer, what);
      else expect(answer.status, what).toBeLessThan(300);
    });
  }, 60_000);

  it('are wanted: each that must be there is missed by name, absent or null', async () => {
    const required = requiredFields(service.document);
    const found = new Findings();
    for (const operation of operations) {
      for (const field of required.get(operation.id) ?? []) {
        const { [field]: _left, ...rest } = operation.body;
        for (const body of [rest, { ...rest, [field]: null }]) {
          const answer = await call(operation, body);
          const what = `${operation.id} without ${field}`;
          found.check(() => {
            expectCleanRefusal(answer, what);
            expect(answer.json.errors, what).toContainEqual(expect.objectContaining({ field, code: 'required' }));
          });
        }
      }
    }
    found.expectNone();
  });

  it('are fields of an object: any other body is 400', async () => {
    const found = new Findings();
    for (const operation of operations) {
      for (const body of [[], [operation.body], 'text', 1, true]) {
        const answer = await call(operation, body);
        found.check(() => expectCleanRefusal(answer, `${operation.id} with ${JSON.stringify(body)}`));
      }
    }
    found.expectNone();
  });

  it('are not found in the prototype of a body', async () => {
    const poisons = [
      '{"__proto__":{"email":"a@example.com"}}',
      '{"constructor":{"prototype":{"active":true}}}',
      '{"a":{"__proto__":{"x":1}}}',
    ];
    const found = new Findings();
    for (const { method, path, id } of operations) {
      for (const raw of poisons) {
        const answer = await service.request(method, path, {
          raw,
          headers: { 'content-type': 'application/json' },
          owner,
        });
        found.check(() => expectCleanRefusal(answer, `${id} with ${raw}`));
      }
    }
    found.expectNone();
    expect(({} as Json)['active']).toBeUndefined();
  });
});

/** Every operation of the tag with a JSON body, with the examples of its fields as the body. */
function bodyOperations(document: Json, ownerUuid: string, user: { uuid: string }): BodyOperation[] {
  return auth100Operations(document).flatMap(({ path, method, operation }) => {
    const schema = bodySchema(document, operation);
    if (!schema) return [];
    const uuid = path.startsWith('/owner') ? ownerUuid : user.uuid;
    const known: Json = {
      ownerUuid,
      rol: 1,
      active: true,
      verificationCode: '0000',
      verificationCodePassword: '0000',
      refreshToken: 'no-token',
    };
    const entries = Object.entries<Json>(schema['properties']).map(
      ([field, { example }]) => [field, known[field] ?? example ?? 'text'] as const,
    );
    return [
      { id: operation['operationId'], method, path: path.replace('{uuid}', uuid), body: Object.fromEntries(entries) },
    ];
  });
}

function requiredFields(document: Json): ReadonlyMap<string, readonly string[]> {
  return new Map(
    auth100Operations(document).map(({ operation }) => [
      operation['operationId'] as string,
      (bodySchema(document, operation)?.['required'] as string[] | undefined) ?? [],
    ]),
  );
}

function auth100Operations(document: Json): { path: string; method: string; operation: Json }[] {
  return Object.entries<Json>(document['paths']).flatMap(([path, item]) =>
    Object.entries<Json>(item)
      .filter(([, operation]) => (operation['tags'] as string[] | undefined)?.includes('Auth100') ?? false)
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}

function bodySchema(document: Json, operation: Json): Json | null {
  const schema: Json | undefined = operation['requestBody']?.content?.['application/json']?.schema;
  const reference: string | undefined = schema?.['$ref'];
  const name = reference?.split('/').at(-1);
  return name === undefined ? (schema ?? null) : document['components'].schemas[name];
}
