import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startChild } from '../../service/child.mjs';
import { freePort } from '../../service/free-port.mjs';
import { ownerRequest, sendRequest, SESSIONS } from '../../world/sessions.mjs';
import { installNpmPackages, placeServer } from '../install.mjs';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));
const RESOURCE = 'http://api.bench.test';

function peer(world) {
  return world.once('oidc-provider', async () => {
    await installNpmPackages();
    const server = await placeServer(SERVER, 'oidc-provider.mjs');
    const port = await freePort();
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(port),
      BENCH_SECRET: world.keys.simplejwt,
    };
    const log = world.logOf('oidc-provider');
    const readyPath = '/.well-known/openid-configuration';
    return startChild({ command: process.execPath, args: [server], env, cwd: world.folder, port, readyPath, log });
  });
}

const asClient = (world) => ({ uuid: 'bench', secret: world.keys.simplejwt });
const tokenRequest = (world, more = {}) =>
  ownerRequest('/token', { grant_type: 'client_credentials', ...more }, asClient(world));

/** Introspection of opaque tokens. */
export async function oidcIntrospect(world) {
  const { origin, pid } = await peer(world);
  const tokens = await world.once('oidc-provider tokens', () =>
    Promise.all(Array.from({ length: SESSIONS }, () => sendRequest(origin, tokenRequest(world)))),
  );
  const introspect = (token) => ownerRequest('/token/introspection', { token }, asClient(world));
  return { origin, pid, load: () => ({ requests: tokens.map(({ access_token: token }) => introspect(token)) }) };
}

/** client_credentials, answered with an RS256 JWT. */
export async function oidcClientCredentials(world) {
  const { origin, pid } = await peer(world);
  return { origin, pid, load: () => ({ requests: [tokenRequest(world, { resource: RESOURCE })] }) };
}
