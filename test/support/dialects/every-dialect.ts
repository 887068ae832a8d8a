import type { TestService } from '../service/service';
import type { Answer, LooseJson, Sending } from '../http/http-client';

/** A user of the default owner: the values with which it logs in. */
export interface Login {
  readonly email: string;
  readonly password: string;
}

/** A dialect in the suites that apply to all dialects. */
export interface DialectUnderTest {
  readonly name: string;
  /** The path of its log-in. */
  readonly loginPath: string;
  readonly login: (login: Login, ownerUuid: string) => Sending;
  /** Sends a request that needs a live session. */
  readonly useSession: (service: TestService, session: LooseJson) => Promise<Answer>;
  /** A path of the dialect without a route. */
  readonly unknownPath: string;
  /** Whether an answer is a failure in its envelope. */
  readonly isEnvelope: (answer: Answer<LooseJson>) => boolean;
}

const keysOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? Object.keys(value).join() : typeof value;

/** All five. */
export const EVERY_DIALECT: readonly DialectUnderTest[] = [
  {
    name: 'auth100',
    loginPath: '/auth/login',
    login: ({ email, password }, ownerUuid) => ({ json: { email, password, ownerUuid } }),
    useSession: (service, { result }) =>
      service.request('POST', '/auth/refresh', { json: { refreshToken: result.refreshToken } }),
    unknownPath: '/users/nowhere/at/all',
    isEnvelope: ({ mediaType, json, status }) =>
      mediaType === 'application/problem+json' && json.status === status && typeof json.code === 'string',
  },
  {
    name: 'koko',
    loginPath: '/api/login',
    login: (json) => ({ json }),
    useSession: (service, { data }) =>
      service.request('POST', '/api/token', { bearer: data.access_token, json: { refresh_token: data.refresh_token } }),
    unknownPath: '/api/oauth/nowhere',
    isEnvelope: ({ json }) => keysOf(json) === 'success,message,data' && json.success === 0 && json.data === null,
  },
  {
    name: 'bookker',
    loginPath: '/api/v1/login',
    login: ({ email, password }) => ({ json: { username: email, password } }),
    useSession: (service, { token }) => service.request('GET', '/api/v1/login/refresh', { bearer: token }),
    unknownPath: '/api/v1/nowhere',
    isEnvelope: ({ json, status }) => keysOf(json) === 'timestamp,status,error,message,path' && json.status === status,
  },
  {
    name: 'simplejwt',
    loginPath: '/api/token/',
    login: (json) => ({ json }),
    useSession: (service, { refresh }) => service.request('POST', '/api/token/refresh/', { json: { refresh } }),
    unknownPath: '/api/token/nowhere/',
    isEnvelope: ({ json }) =>
      typeof json === 'object' && json !== null && ('detail' in json || Object.values(json).every(Array.isArray)),
  },
  {
    name: 'shoop',
    loginPath: '/api/v2/auth/login',
    login: (json) => ({ json }),
    useSession: (service, { key }) => service.request('GET', '/api/v2/user/me', { headers: { key } }),
    unknownPath: '/api/v2/nowhere',
    isEnvelope: ({ json }) => keysOf(json) === 'status,error' && json.status === 0 && typeof json.error === 'string',
  },
];
