import { bearer, type DialectWire, textAt, tokens } from './dialect-wire';

/** Koko Delivery. */
export const koko: DialectWire = {
  name: 'koko',
  title: 'Koko Delivery',
  logIn: ({ email, password }) => ({ method: 'POST', path: '/api/login', json: { email, password } }),
  tokensIn: (body) => tokens(textAt(body, 'data', 'access_token'), textAt(body, 'data', 'refresh_token')),
  refresh: ({ access, refresh }) => ({
    method: 'POST',
    path: '/api/token',
    headers: bearer(access),
    json: { refresh_token: refresh },
  }),
  logOut: ({ access }) => ({ method: 'POST', path: '/api/oauth/logout', headers: bearer(access) }),
};
