import { beforeAll, expect, it } from 'vitest';
import { SigningKeys } from '@portero/identity';
import { OpenApiConformance } from '../../http/openapi-conformance';
import { plantUser } from '../../accounts/planted-accounts';
import { readToken } from '../../replay/value-kinds';
import type { TestService } from '../../service/service';
import { craftToken } from './crafted-tokens';
import { bodyOf, owedResponse, sendRecord, type TokenLooks, type WireRecord, type WireResponse } from './wire-record';

/** The users of the records. */
const USERS = [
  { email: 'user0001@example.com', password: 'Passw0rd-0001' },
  { email: 'numeric@example.com', password: '12345678' },
  { email: 'inactive@example.com', password: 'Passw0rd-0001', active: false, disabledAt: new Date() },
];

const ISSUED = /"(?<name>refresh|access)":(?<space> ?)"(?<token>eyJ[^"]+)"/gu;

/** Creates the users of the records. */
export async function plantRecordedUsers(service: TestService): Promise<void> {
  for (const user of USERS) await plantUser(service, user);
}

/** Declares a test for each record: the answer must equal the recorded one exactly, and match the documentation. */
export function replayRecords(records: readonly WireRecord[], service: () => TestService): void {
  let conformance: OpenApiConformance;

  beforeAll(() => {
    conformance = OpenApiConformance.of(service().document);
  });

  it.each(records.map((record) => [record.name, record] as const))('%s', async (_name, record) => {
    const answer = await sendRecord(service().origin, record, bodyOf(record, await valuesFor(record, service())));
    const { method, path } = record.request;
    if (method === 'POST') conformance.assert(method, path, asDocumented(answer));
    expectRecorded(answer, record);
  });
}

function expectRecorded(answer: WireResponse, record: WireRecord): void {
  const owed = owedResponse(record);
  if (answer.status === record.contract?.also_status) {
    expect(JSON.parse(answer.body)).toEqual({ detail: expect.any(String) as string });
    return;
  }
  const bodies = [owed.body, ...(record.contract?.also_body === undefined ? [] : [record.contract.also_body])];
  expect(bodies).toContain(withoutTokens(answer.body));
  expect(answer.status).toBe(owed.status);
  for (const [name, value] of Object.entries(owed.headers))
    expect([name, answer.headers[name.toLowerCase()]]).toEqual([name, value]);
  if (!('WWW-Authenticate' in owed.headers)) expect(answer.headers).not.toHaveProperty('www-authenticate');
  for (const [name, looks] of Object.entries(record.tokens ?? {})) expectLooks(answer.body, name, looks);
}

function expectLooks(body: string, name: string, looks: TokenLooks): void {
  const token = [...body.matchAll(ISSUED)].find(({ groups }) => groups?.['name'] === name)?.groups?.['token'] ?? '';
  const { header, claims } = readToken(token) ?? { header: '', claims: {} };
  expect(header).toBe(looks.header);
  expect(Object.keys(claims)).toEqual(looks.claims);
  expect(Object.fromEntries(Object.entries(claims).map(([claim, value]) => [claim, pythonType(value)]))).toEqual(
    looks.types,
  );
  expect(Number(claims['exp']) - Number(claims['iat'])).toBe(looks.expires_in);
  expect(claims).toMatchObject({ token_type: name, jti: expect.stringMatching(/^[0-9a-f]{32}$/u) as string });
}

function pythonType(value: unknown): string {
  if (typeof value === 'string') return 'str';
  return Number.isInteger(value) ? 'int' : typeof value;
}

function withoutTokens(body: string): string {
  return body.replace(ISSUED, (_text, name: string, space: string) => `"${name}":${space}"<${name}>"`);
}

/** The tokens that a record needs. */
async function valuesFor(record: WireRecord, service: TestService): Promise<Readonly<Record<string, string>>> {
  const body = record.request.body ?? '';
  const crafted = Object.keys(record.crafted ?? {});
  const [key] =
    crafted.length > 0
      ? await service.app
          .get(SigningKeys)
          .current('simplejwt', 'HS256')
          .then((each) => [each])
      : [];
  const bench = {
    secret: key?.signing.export() ?? Buffer.alloc(0),
    now: Math.floor(service.clock.now().getTime() / 1000),
  };
  const made = Object.fromEntries(crafted.map((name) => [name, craftToken(name, bench)]));
  return /<(?:refresh|access)>/u.test(body) ? { ...made, ...(await logIn(service)) } : made;
}

async function logIn(service: TestService): Promise<Readonly<Record<string, string>>> {
  const { json } = await service.request('POST', '/api/token/', { json: USERS[0] });
  return json;
}

function asDocumented({ status, headers, body }: WireResponse) {
  const mediaType = (headers['content-type'] ?? '').split(';')[0] ?? '';
  const json: unknown = JSON.parse(body);
  return { status, headers: new Headers(), mediaType, text: body, json };
}
