import { bearer, type DialectWire, textAt, tokens } from './dialect-wire';

/** Auth100, the only dialect whose log-in names the owner. */
export const auth100: DialectWire = {
  name: 'auth100',
  title: 'Auth100',
  logIn: ({ email, password }, ownerUuid) => ({
    method: 'POST',
    path: '/auth/login',
    json: { email, password, ownerUuid },
  }),
  tokensIn: (body) => tokens(textAt(body, 'result', 'accessToken'), textAt(body, 'result', 'refreshToken')),
  refresh: ({ refresh }) => ({ method: 'POST', path: '/auth/refresh', json: { refreshToken: refresh } }),
  logOut: ({ access }) => ({ method: 'POST', path: '/auth/logout', headers: bearer(access) }),
};
