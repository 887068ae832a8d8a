import { type DialectWire, textAt, tokens } from './dialect-wire';

/** Django SimpleJWT: a refresh returns only an access token, and there is no log-out. */
export const simplejwt: DialectWire = {
  name: 'simplejwt',
  title: 'Django SimpleJWT',
  logIn: ({ email, password }) => ({ method: 'POST', path: '/api/token/', json: { email, password } }),
  tokensIn: (body) => tokens(textAt(body, 'access'), textAt(body, 'refresh')),
  refresh: ({ refresh }) => ({ method: 'POST', path: '/api/token/refresh/', json: { refresh } }),
};
