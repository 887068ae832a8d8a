import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { nginxConfiguration } from '../support/programs/nginx-configuration.mjs';
import { freePort } from '../support/service/free-port.mjs';

const LOOK_EVERY_MS = 200;
const START_LIMIT_MS = 10_000;

/**
 * nginx in front of pods, like a Service with readiness probes: a pod gets requests while its `/readyz` is 200. nginx tries no
 * second pod and keeps connections open, so that every failed request of a pod is visible.
 *
 * @param pods a set of the running pods, `{origin, management}`; the caller adds and removes pods
 */
export async function startProxy(folder, pods) {
  mkdirSync(join(folder, 'temp'), { recursive: true });
  const origin = `http://127.0.0.1:${await freePort()}`;
  writeFileSync(
    join(folder, 'nginx.conf'),
    nginxConfiguration(new URL(origin).port, 'include upstream.conf;', ['proxy_buffering off;']),
  );
  writeUpstream(folder, []);
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: `${process.env['PATH']}:/usr/sbin` },
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const exited = once(child, 'exit');
  const endpoints = new Endpoints(folder, pods, child);
  const until = Date.now() + START_LIMIT_MS;
  while (!(await fetch(origin).catch(() => null))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`nginx did not start:\n${said}`);
    await delay(20);
  }
  const watching = endpoints.watch();
  return {
    origin,
    endpoints,
    said: () => said,
    async stop() {
      endpoints.isOver = true;
      await watching;
      child.kill('SIGTERM');
      await exited;
    },
  };
}

class Endpoints {
  isOver = false;
  ready = '';
  reloads = 0;

  constructor(folder, pods, nginx) {
    Object.assign(this, { folder, pods, nginx });
  }

  async watch() {
    while (!this.isOver) {
      const asked = await Promise.all([...this.pods].map(async (pod) => ((await isReady(pod)) ? pod.origin : null)));
      this.take(asked.filter((origin) => origin !== null).sort());
      await delay(LOOK_EVERY_MS);
    }
  }

  includes({ origin }) {
    return this.ready.split(' ').includes(origin);
  }

  take(origins) {
    if (origins.join(' ') === this.ready) return;
    this.ready = origins.join(' ');
    writeUpstream(this.folder, origins);
    this.reloads += 1;
    this.nginx.kill('SIGHUP');
  }
}

async function isReady({ management }) {
  const answer = await fetch(`${management}/readyz`, { signal: globalThis.AbortSignal.timeout(5000) }).catch(
    () => null,
  );
  await answer?.body?.cancel();
  return answer?.status === 200;
}

function writeUpstream(folder, origins) {
  const servers = origins.map((origin) => `server ${new URL(origin).host} max_fails=0;`);
  // An upstream must name at least one server. Nothing listens on port 9.
  const lines = servers.length === 0 ? ['server 127.0.0.1:9 down;'] : servers;
  writeFileSync(join(folder, 'upstream.conf'), [...lines, 'keepalive 16;', ''].join('\n'));
}
