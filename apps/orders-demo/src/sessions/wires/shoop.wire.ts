import { type DialectWire, textAt, tokens } from './dialect-wire';

/** Shoop: an opaque key, and no refresh. */
export const shoop: DialectWire = {
  name: 'shoop',
  title: 'Shoop',
  logIn: ({ email, password }) => ({ method: 'POST', path: '/api/v2/auth/login', json: { email, password } }),
  tokensIn: (body) => tokens(textAt(body, 'key')),
  logOut: ({ access }) => ({ method: 'POST', path: '/api/v2/auth/logout', headers: { key: access } }),
};
