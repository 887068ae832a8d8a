import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../../support/accounts/auth100-accounts';
import { send } from '../../support/http/http-client';
import { freePort } from '../../support/service/free-port.mjs';
import { startProcess } from '../../support/service/service-process';
import { smallDisk } from '../harness/small-disk';

const OWNER = 'bdd339af-b926-4215-94d6-29375773695d';
const DISK_MEGABYTES = 300;

/** A refusal names the folder's trouble in a sentence, and shows no stack. */
const REFUSED = /The service did not start:[^]*/u;

describe('the folder of the embedded database', () => {
  const email = freshEmail();
  let root: string;
  let whole: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'portero-folders-'));
    whole = join(root, 'whole');
    const service = await startProcess(await freePort(), { DATA_DIR: whole });
    await register(service.origin);
    await service.stop();
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('folder-copied-while-running has every account, or is refused', async () => {
    const source = copyOf('running');
    const copy = join(root, 'copied');
    const service = await startProcess(await freePort(), { DATA_DIR: source });
    const registering = register(service.origin, freshEmail());
    cpSync(source, copy, { recursive: true });
    await registering;
    await service.kill();
    expect(await knows(copy)).toMatch(/^(?:has the account|refused: .+)$/u);
  });

  it('folder-locked is refused while another process has it', async () => {
    const folder = copyOf('locked');
    const service = await startProcess(await freePort(), { DATA_DIR: folder });
    expect(await knows(folder)).toMatch(/refused: .*(?:in use|another|already)/iu);
    await service.stop();
    expect(await knows(folder)).toBe('has the account');
  });

  it('folder-read-only is refused, and works when it is writable again', async ({ skip }) => {
    const disk = smallDisk(DISK_MEGABYTES);
    if (disk === null) return skip();
    try {
      const folder = join(disk.folder, 'data');
      cpSync(whole, folder, { recursive: true });
      disk.remount('ro');
      expect(await knows(folder)).toMatch(/^refused: .+/u);
      disk.remount('rw');
      expect(await knows(folder)).toBe('has the account');
    } finally {
      disk.remove();
    }
  });

  it.each(['PG_VERSION', 'global/pg_control', 'pg_wal', 'base', 'global/pg_filenode.map'])(
    'folder-truncated (%s) is never a new database',
    async (name) => {
      const folder = copyOf(`truncated-${name.replace('/', '-')}`);
      for (const file of filesOf(folder, name)) truncateSync(file, Math.floor(statSync(file).size / 100));
      expect(await knows(folder)).toMatch(/^refused: .+/u);
    },
  );

  it('folder-without-version is never a new database', async () => {
    const folder = copyOf('without-version');
    for (const file of filesOf(folder, 'PG_VERSION')) rmSync(file);
    expect(await knows(folder)).toMatch(/^refused: .+/u);
  });

  function copyOf(name: string): string {
    const folder = join(root, name);
    cpSync(whole, folder, { recursive: true });
    return folder;
  }

  async function register(origin: string, address = email): Promise<void> {
    const json = { email: address, ownerUuid: OWNER, password: PASSWORD };
    expect((await send(origin, 'POST', '/users', { json })).status).toBe(201);
  }

  /** What a service says that starts with the folder: whether the account is there, or why it does not start. */
  async function knows(folder: string): Promise<string> {
    const started = await startProcess(await freePort(), { DATA_DIR: folder }).catch((error: unknown) => String(error));
    if (typeof started === 'string') {
      expect(started).not.toMatch(/\n\s+at /u);
      return `refused: ${REFUSED.exec(started)?.[0].split('\n').slice(1).join(' ').trim() ?? ''}`;
    }
    try {
      const json = { email, ownerUuid: OWNER, password: PASSWORD };
      const { status, text } = await send(started.origin, 'POST', '/users', { json });
      // A taken address: the account of before.
      return status === 409 || /taken|exists|registered/iu.test(text)
        ? 'has the account'
        : `a new database: ${status} ${text}`;
    } finally {
      await started.kill();
    }
  }
});

/** The files of the database with that name, or all below a folder of that name. */
function filesOf(folder: string, name: string): string[] {
  const database = readdirSync(folder, { recursive: true, withFileTypes: true });
  const suffix = `/${name}`;
  return database
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path.endsWith(suffix) || path.includes(`${suffix}/`))
    .filter((path) => name !== 'PG_VERSION' || !path.includes('/base/'));
}
