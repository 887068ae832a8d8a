// One journey per dialect with a client whose types were generated from openapi.json.
import createClient from 'openapi-fetch';
import type { paths } from './generated/api.js';

declare const process: { readonly argv: readonly string[] };

/** The client's result of any request. */
interface Outcome<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: { readonly status: number; readonly url: string };
}

const ownerUuid = 'bdd339af-b926-4215-94d6-29375773695d';
const password = 'Password123';
const email = `client-${Date.now()}@example.com`;

const client = createClient<paths>({ baseUrl: process.argv[2] ?? 'http://localhost:9010' });

await auth100();
await koko();
await bookker();
await simplejwt();
await shoop();

async function auth100(): Promise<void> {
  const created = must(await client.POST('/users', { body: { email, password, ownerUuid, rol: 5 } }));
  const { uuid, verificationCode } = created.result;
  if (verificationCode === null) throw new Error('Documented mode must show the code');
  must(await client.PUT('/users/{uuid}/verify', { params: { path: { uuid } }, body: { verificationCode } }));
  const first = must(await client.POST('/auth/login', { body: { email, ownerUuid, password } }));
  const body = { refreshToken: first.result.refreshToken };
  const second = must(await client.POST('/auth/refresh', { body }));
  const headers = bearer(second.result.accessToken);
  must(await client.POST('/auth/logout', { headers }));
  refused(401, await client.POST('/auth/logout', { headers }));
}

async function koko(): Promise<void> {
  const first = must(await client.POST('/api/login', { body: { email, password } }));
  const body = { refresh_token: first.data.refresh_token };
  const second = must(await client.POST('/api/token', { headers: bearer(first.data.access_token), body }));
  const headers = bearer(second.data.access_token);
  must(await client.POST('/api/oauth/logout', { headers }));
  refused(401, await client.POST('/api/oauth/logout', { headers }));
}

async function bookker(): Promise<void> {
  const { token } = must(await client.POST('/api/v1/login', { body: { username: email, password } }));
  const renewed = must(await client.GET('/api/v1/login/refresh', { headers: bearer(token) }));
  const users = must(await client.GET('/api/v1/users', { headers: bearer(renewed.token) }));
  if (!users.some((user) => user.email === email)) throw new Error('The user is not in the list of users');
}

async function simplejwt(): Promise<void> {
  const { refresh } = must(await client.POST('/api/token/', { body: { email, password } }));
  const { access } = must(await client.POST('/api/token/refresh', { body: { refresh } }));
  must(await client.POST('/api/token/verify', { body: { token: access } }));
  refused(401, await client.POST('/api/token/verify', { body: { token: `${access}x` } }));
}

async function shoop(): Promise<void> {
  const { locations } = must(await client.GET('/api/v2/location'));
  const [location] = locations;
  if (!location) throw new Error('There is no location');
  const account = { email: `shoop-${email}`, password };
  must(await client.POST('/api/v2/auth/register', { body: { ...account, name: 'Ana', id_location: location.id } }));
  const { key } = must(await client.POST('/api/v2/auth/login', { body: account }));
  must(await client.GET('/api/v2/user/me', { headers: { key } }));
  must(await client.POST('/api/v2/auth/logout', { headers: { key } }));
  refused(401, await client.GET('/api/v2/user/me', { headers: { key } }));
}

function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** Returns the body of a success. Anything else ends the journey. */
function must<T>({ data, error, response }: Outcome<T>): T {
  if (data === undefined) throw new Error(`${response.url} answered ${response.status} ${JSON.stringify(error)}`);
  return data;
}

function refused(status: number, { response }: Outcome<unknown>): void {
  if (response.status !== status) throw new Error(`${response.url} answered ${response.status}, not ${status}`);
}
