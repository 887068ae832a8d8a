import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startChild } from '../../service/child.mjs';
import { freePort } from '../../service/free-port.mjs';
import { installNpmPackages, placeServer } from '../install.mjs';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));

/** better-auth as one process on a separate database. */
export async function betterAuthProcess(world) {
  const { server, url } = await world.once('better-auth database', async () => {
    await installNpmPackages();
    return { server: await placeServer(SERVER, 'better-auth.mjs'), url: await world.createDatabase('better_auth') };
  });
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: String(port),
    BENCH_SECRET: world.keys.simplejwt,
    BENCH_DATABASE_URL: url,
  };
  const log = world.logOf('better-auth');
  return startChild({
    command: process.execPath,
    args: [server],
    env,
    cwd: world.folder,
    port,
    readyPath: '/livez',
    log,
  });
}
