import { URLSearchParams } from 'node:url';
import { emailOf, PASSWORD } from './accounts.mjs';

/** The default number of sessions of each kind. Requests use them in turn. */
export const SESSIONS = 32;
const AT_ONCE = 4;

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

/** How a user logs in by each dialect, and where the answer contains the tokens. */
const DIALECTS = {
  auth100: {
    path: '/auth/login',
    body: (email, owner) => ({ email, password: PASSWORD, ownerUuid: owner.uuid }),
    tokens: ({ result }) => ({ access: result.accessToken, refresh: result.refreshToken }),
  },
  koko: {
    path: '/api/login',
    body: (email) => ({ email, password: PASSWORD }),
    tokens: ({ data }) => ({ access: data.access_token, refresh: data.refresh_token }),
  },
  bookker: {
    path: '/api/v1/login',
    body: (email) => ({ username: email, password: PASSWORD }),
    tokens: ({ token }) => ({ access: token, refresh: null }),
  },
  simplejwt: {
    path: '/api/token/',
    body: (email) => ({ email, password: PASSWORD }),
    tokens: ({ access, refresh }) => ({ access, refresh }),
  },
  shoop: {
    path: '/api/v2/auth/login',
    body: (email) => ({ email, password: PASSWORD }),
    tokens: ({ key }) => ({ access: key, refresh: null }),
  },
};

/** The request of a log-in by a dialect. */
export function loginRequest(dialect, nth, owner) {
  const { path, body } = DIALECTS[dialect];
  return { method: 'POST', path, headers: JSON_TYPE, body: JSON.stringify(body(emailOf(nth), owner)) };
}

/** A request with a form, with the owner's credential. */
export function ownerRequest(path, form, owner) {
  return {
    method: 'POST',
    path,
    headers: { ...FORM_TYPE, ...asOwner(owner) },
    body: new URLSearchParams(form).toString(),
  };
}

/** The `Authorization` header of an owner. */
export function asOwner({ uuid, secret }) {
  return { authorization: `Basic ${Buffer.from(`${uuid}:${secret}`).toString('base64')}` };
}

/** Sends one request of a load. @returns the parsed answer. Throws unless it is 200. */
export async function sendRequest(origin, { method, path, headers, body }) {
  const answer = await fetch(`${origin}${path}`, { method, headers, body });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** Logs users in by one dialect, each once. @returns their tokens */
export async function openSessions(origin, dialect, owner, count) {
  const tokens = [];
  for (let first = 1; first <= count; first += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - first + 1) }, (_, place) => first + place);
    const answers = batch.map((nth) => sendRequest(origin, loginRequest(dialect, nth, owner)));
    tokens.push(...(await Promise.all(answers)).map(DIALECTS[dialect].tokens));
  }
  return tokens;
}

const TOKEN_EXCHANGE = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
};

/** The request that exchanges a token for a standard one. */
export function exchangeRequest(token, owner) {
  return ownerRequest('/oauth/token', { ...TOKEN_EXCHANGE, subject_token: token }, owner);
}

/** The request for a token of the owner itself. */
export function clientCredentialsRequest(owner) {
  return ownerRequest('/oauth/token', { grant_type: 'client_credentials' }, owner);
}

/** Live tokens of one kind: of a dialect's users, `standard` ones of users, or those of a `client`. */
export async function openKind(world, kind) {
  const { origin } = await world.portero();
  if (kind in DIALECTS) return openSessions(origin, kind, world.owner, world.sessions);
  const users = await world.tokens('shoop');
  const requests = users.map(({ access }) =>
    kind === 'standard' ? exchangeRequest(access, world.owner) : clientCredentialsRequest(world.owner),
  );
  const answers = await Promise.all(requests.map((request) => sendRequest(origin, request)));
  return answers.map((answer) => ({ access: answer.access_token, refresh: null }));
}
