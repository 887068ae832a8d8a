import { type Credential, defaultCredential, type DialectSession, exchangeOf, logInBy } from '../tokens/back-end';
import type { Answer, LooseJson } from '../http/http-client';
import type { TestService } from '../service/service';

/** Prepared live sessions, for routes that need a second token in addition to the tested one. */
export interface TokenRouteContext {
  readonly service: TestService;
  readonly owner: Credential;
  readonly koko: DialectSession;
  readonly bookker: DialectSession;
}

/** A route that gives access by a token alone. */
export interface TokenRoute {
  readonly name: string;
  /** The dialect whose tokens it accepts; `null` for every dialect. */
  readonly dialect: string | null;
  readonly takes: readonly ('access' | 'refresh')[];
  readonly call: (context: TokenRouteContext, token: string) => Promise<Answer<LooseJson>>;
  /** Whether access was given. */
  readonly isAccepted: (answer: Answer<LooseJson>) => boolean;
  /** The only status of its refusals. */
  readonly refusal: number;
}

const isOk = ({ status }: Answer): boolean => status === 200;

/** A route that needs the token as Bearer. */
function bearer(dialect: string, method: string, path: string): TokenRoute {
  return {
    name: `${method} ${path}`,
    dialect,
    takes: ['access'],
    call: ({ service }, token) => service.request(method, path, { bearer: token }),
    // 403 also shows that the token was accepted: the caller is known but lacks a right.
    isAccepted: ({ status }) => status === 200 || status === 403,
    refusal: 401,
  };
}

/** A route that needs the token in a separate header. */
function header(dialect: string | null, path: string, name: string): TokenRoute {
  return {
    name: `GET ${path} by ${name}`,
    dialect,
    takes: ['access'],
    call: ({ service }, token) => service.request('GET', path, { headers: { [name]: token } }),
    isAccepted: isOk,
    refusal: 401,
  };
}

const DIALECT_ROUTES: readonly TokenRoute[] = [
  {
    ...bearer('auth100', 'POST', '/auth/refresh'),
    takes: ['refresh'],
    call: ({ service }, refreshToken) => service.request('POST', '/auth/refresh', { json: { refreshToken } }),
  },
  bearer('auth100', 'POST', '/auth/logout'),
  {
    ...bearer('koko', 'POST', '/api/token'),
    call: ({ service, koko }, token) =>
      service.request('POST', '/api/token', { bearer: token, json: { refresh_token: koko.refresh } }),
  },
  {
    ...bearer('koko', 'POST', '/api/token'),
    name: 'POST /api/token by refresh_token',
    takes: ['refresh'],
    call: ({ service, koko }, token) =>
      service.request('POST', '/api/token', { bearer: koko.access, json: { refresh_token: token } }),
  },
  bearer('koko', 'POST', '/api/oauth/logout'),
  bearer('bookker', 'GET', '/api/v1/users'),
  bearer('bookker', 'GET', '/api/v1/login/refresh'),
  {
    ...bearer('bookker', 'GET', '/api/v1/login/refresh'),
    name: 'GET /api/v1/login/refresh by user-access-token',
    call: ({ service, bookker }, token) =>
      service.request('GET', '/api/v1/login/refresh', {
        bearer: bookker.access,
        headers: { 'user-access-token': token },
      }),
  },
  {
    ...bearer('simplejwt', 'POST', '/api/token/refresh/'),
    takes: ['refresh'],
    call: ({ service }, refresh) => service.request('POST', '/api/token/refresh/', { json: { refresh } }),
  },
  {
    ...bearer('simplejwt', 'POST', '/api/token/verify/'),
    takes: ['access', 'refresh'],
    call: ({ service }, token) => service.request('POST', '/api/token/verify/', { json: { token } }),
  },
  header('shoop', '/api/v2/user/me', 'key'),
  header('shoop', '/api/v2/user/me', 'x-api-key'),
  bearer('shoop', 'GET', '/api/v2/user/me'),
  bearer('shoop', 'POST', '/api/v2/auth/logout'),
];

function exchange(type: string): TokenRoute {
  return {
    name: `POST /oauth/token, exchange of a ${type}`,
    dialect: null,
    takes: ['access'],
    call: ({ service, owner }, token) => {
      const form = exchangeOf(token, { subject_token_type: `urn:ietf:params:oauth:token-type:${type}` });
      return service.request('POST', '/oauth/token', { owner, form });
    },
    isAccepted: isOk,
    refusal: 400,
  };
}

const COMMON_ROUTES: readonly TokenRoute[] = [
  {
    name: 'POST /oauth/introspect',
    dialect: null,
    takes: ['access', 'refresh'],
    call: ({ service, owner }, token) => service.request('POST', '/oauth/introspect', { owner, form: { token } }),
    isAccepted: ({ json }) => json.active === true,
    refusal: 200,
  },
  exchange('access_token'),
  { ...bearer('', 'GET', '/forward-auth'), dialect: null, isAccepted: isOk },
  header(null, '/forward-auth', 'key'),
  header(null, '/forward-auth', 'x-api-key'),
];

/** All routes. Those that use up a token come last among the routes of their dialect. */
export const TOKEN_ROUTES: readonly TokenRoute[] = [...COMMON_ROUTES, exchange('jwt'), ...DIALECT_ROUTES];

/** The routes that might accept a token of a dialect. */
export function routesFor(dialect: string, use?: 'access' | 'refresh'): readonly TokenRoute[] {
  const every = [...COMMON_ROUTES, ...DIALECT_ROUTES.filter((route) => route.dialect === dialect)];
  return use === undefined ? every : every.filter(({ takes }) => takes.includes(use));
}

/** Prepares what the routes need. */
export async function contextOf(service: TestService): Promise<TokenRouteContext> {
  return {
    service,
    owner: await defaultCredential(service),
    koko: await logInBy(service, 'koko'),
    bookker: await logInBy(service, 'bookker'),
  };
}

/** The same, with the second token of the tested session. */
export function contextFor(context: TokenRouteContext, session: DialectSession): TokenRouteContext {
  return session.dialect === 'koko' ? { ...context, koko: session } : context;
}
