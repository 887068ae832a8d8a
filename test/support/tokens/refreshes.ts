import type { Sending } from '../http/http-client';
import type { DialectSession } from './back-end';

/** The tokens of a session. */
export type Pair = Pick<DialectSession, 'access' | 'refresh'>;

/** What a client of each dialect that has refresh tokens sends to get the next tokens. */
export const REFRESHES: Readonly<Record<string, (pair: Pair) => readonly [path: string, sending: Sending]>> = {
  auth100: ({ refresh }) => ['/auth/refresh', { json: { refreshToken: refresh } }],
  koko: ({ access, refresh }) => ['/api/token', { bearer: access, json: { refresh_token: refresh } }],
  simplejwt: ({ refresh }) => ['/api/token/refresh/', { json: { refresh } }],
};
