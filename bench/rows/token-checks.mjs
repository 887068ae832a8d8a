import { betterAuthSession } from '../peers/better-auth/loads.mjs';
import { djangoVerify } from '../peers/django/loads.mjs';
import { oidcIntrospect } from '../peers/oidc-provider/loads.mjs';
import { ownerRequest } from '../world/sessions.mjs';
import { getAs, httpRow, post } from './http-row.mjs';

const ONE = { statements: 1, roundTrips: 1 };

/** For a token of the owner itself, two statements: the tokens of users are searched first. */
const TWO = { statements: 2, roundTrips: 2 };

const KINDS = {
  auth100: 'an Auth100 token (HS256)',
  koko: 'a Koko token (RS256)',
  bookker: 'a Bookker token (HS512)',
  simplejwt: 'a SimpleJWT token (HS256)',
  shoop: 'a Shoop key (opaque)',
  standard: 'a standard token of a user (RS256)',
  client: 'a token of the owner itself (RS256)',
};

/** The requests of SimpleJWT's verify. */
export async function verifyLoad(world) {
  return {
    requests: (await world.tokens('simplejwt')).map(({ access }) => post('/api/token/verify/', { token: access })),
  };
}

/** The requests of introspection of one kind. */
export async function introspectLoad(world, kind) {
  const introspect = ({ access }) => ownerRequest('/oauth/introspect', { token: access }, world.owner);
  return { requests: (await world.tokens(kind)).map(introspect) };
}

const verify = httpRow({
  id: 'verify',
  title: 'SimpleJWT verify',
  load: verifyLoad,
  peers: { 'Django on gunicorn × 2': djangoVerify },
  most: ONE,
});

const introspection = Object.entries(KINDS).map(([kind, title]) =>
  httpRow({
    id: `introspect-${kind}`,
    title: `Introspection of ${title}`,
    load: (world) => introspectLoad(world, kind),
    peers: { 'oidc-provider in memory': oidcIntrospect, 'better-auth session': betterAuthSession },
    most: kind === 'client' ? TWO : ONE,
  }),
);

const forwardAuth = httpRow({
  id: 'forward-auth',
  title: 'Forward-auth',
  load: async (world) => ({
    requests: (await world.tokens('auth100')).map(({ access }) => getAs('/forward-auth', access)),
  }),
  most: ONE,
});

/** Checks of tokens. */
export const TOKEN_CHECK_ROWS = [verify, ...introspection, forwardAuth];
