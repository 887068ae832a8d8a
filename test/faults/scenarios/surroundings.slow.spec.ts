import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, it } from 'vitest';
import { startReloadingNginx } from '../../support/programs/reloading-nginx';
import { systemProgram } from '../../support/programs/system-program';
import { rounds, seconds } from '../harness/durations';
import { playFault } from '../harness/play';
import { World } from '../harness/world';

const nginx = systemProgram('nginx', 'nginx-light');
/** Only root may give a process mounts of its own. */
const mayUnshare = spawnSync('unshare', ['--mount', 'true']).status === 0;

/** Gives the process a file of its own as `/etc/hosts`, and no name server. */
const OWN_NAMES = 'mount --bind "$0" /etc/hosts && mount --bind /dev/null /etc/resolv.conf && exec "$@"';

describe('faults of what surrounds the service', () => {
  let world: World | null = null;

  afterEach(async () => {
    await world?.stop();
    world = null;
  });

  it.skipIf(nginx === null)('nginx-reloading loses nothing, and cuts no more than idle connections', async () => {
    world = await World.start({ database: 'postgres' });
    const proxy = await startReloadingNginx(nginx!, world.port);
    const reloads = async () => {
      for (let count = 0; count < rounds(4, 20); count += 1) {
        proxy.reload();
        await delay(500);
      }
    };
    try {
      await playFault(world.behind(proxy.origin), {
        name: 'nginx-reloading',
        break: reloads,
        holdMs: 0,
        readyz: 200,
        mend: () => undefined,
      });
    } finally {
      await proxy.stop();
    }
  });

  it.skipIf(!mayUnshare)('dns-failing delays mails, and keeps open connections', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portero-names-'));
    const hosts = join(folder, 'hosts');
    const [known, unknown] = ['127.0.0.1 localhost mail.portero.test\n', '127.0.0.1 localhost\n'];
    writeFileSync(hosts, known);
    try {
      world = await World.start({
        database: 'postgres',
        smtpHost: 'mail.portero.test',
        within: ['unshare', '--mount', 'sh', '-c', OWN_NAMES, hosts],
      });
      await playFault(world, {
        name: 'dns-failing',
        break: () => writeFileSync(hosts, unknown),
        holdMs: seconds(2, 15),
        readyz: 200,
        mend: () => writeFileSync(hosts, known),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
