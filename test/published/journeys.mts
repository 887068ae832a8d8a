// One journey per dialect with a client whose types were generated from openapi.json.
import createClient from 'openapi-fetch';
import type { paths } from './generated/api.js';

declare const process: { readonly argv: readonly string[] };

const client = createClient<paths>({ baseUrl: process.argv[2] ?? 'http://localhost:9010' });
const password = 'Password123';
const email = `client-${Date.now()}@example.com`;
const ownerUuid = 'bdd339af-b926-4215-94d6-29375773695d';

/** The body of a success; anything else ends the journey. */
function must<T>({ data, error }: { readonly data?: T; readonly error?: unknown }): T {
  if (data === undefined) throw new Error(`Refused: ${JSON.stringify(error)}`);
  return data;
}

const created = must(await client.POST('/users', { body: { email, password, ownerUuid, rol: 1 } }));
const { uuid, verificationCode } = created.result;
if (verificationCode === null) throw new Error('No code in documented mode');
const verified = must(
  await client.PUT('/users/{uuid}/verify', { params: { path: { uuid } }, body: { verificationCode } }),
);
must(await client.POST('/auth/refresh', { body: { refreshToken: verified.result.refreshToken } }));

const koko = must(await client.POST('/api/login', { body: { email, password } }));
must(await client.POST('/api/oauth/logout', { headers: { authorization: `Bearer ${koko.data.access_token}` } }));

const bookker = must(await client.POST('/api/v1/login', { body: { username: email, password } }));
must(await client.GET('/api/v1/login/refresh', { headers: { authorization: `Bearer ${bookker.token}` } }));

const pair = must(await client.POST('/api/token/', { body: { email, password } }));
must(await client.POST('/api/token/verify/', { body: { token: pair.access } }));

const shoop = must(await client.POST('/api/v2/auth/login', { body: { email, password } }));
if (!/^[0-9a-f]{40}$/u.test(shoop.key)) throw new Error('Not a key');
