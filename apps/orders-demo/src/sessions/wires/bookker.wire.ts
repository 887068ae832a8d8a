import { bearer, type DialectWire, textAt, tokens } from './dialect-wire';

/** Bookker B2B: one token, which is renewed while it lives, and no log-out. */
export const bookker: DialectWire = {
  name: 'bookker',
  title: 'Bookker B2B',
  logIn: ({ email, password }) => ({ method: 'POST', path: '/api/v1/login', json: { username: email, password } }),
  tokensIn: (body) => tokens(textAt(body, 'token')),
  refresh: ({ access }) => ({ method: 'GET', path: '/api/v1/login/refresh', headers: bearer(access) }),
};
