import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVER_URL } from '../../testing/scratch-database';
import { LockFile, LockFileTakenError } from './lock-file';
import { identifyMyself } from './process-identity';

let path: string;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'portero-lock-')), 'database.lock');
});
/** Short, to keep the specs fast. The heartbeats of these specs are ten times as fast. */
const SILENCE_MS = 600;
const take = (): Promise<LockFile> => LockFile.take(path, SILENCE_MS);

afterEach(() => rmSync(dirname(path), { recursive: true }));

function leave(owner: object): void {
  writeFileSync(path, JSON.stringify({ ...identifyMyself(), token: 'of somebody else', ...owner }));
}

async function pidOfDeadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid!;
}

/** Takes the lock, proves that it is held, and gives it back. */
async function takeAndRelease(): Promise<void> {
  const lock = await take();
  await expect(take()).rejects.toBeInstanceOf(LockFileTakenError);
  await lock.release();
  expect(readdirSync(dirname(path))).toEqual([]);
}

// These specs use no database, so one run is enough.
describe.skipIf(SERVER_URL !== null)('a lock file', () => {
  it('exists while it is held, and only its owner can read it', async () => {
    await takeAndRelease();
    await takeAndRelease();
  });

  it('of a living process is respected', async () => {
    leave({});
    await expect(take()).rejects.toMatchObject({ pid: process.pid });
  });

  it('of a process that is gone is taken over', async () => {
    leave({ pid: await pidOfDeadProcess() });
    await takeAndRelease();
  });

  it.skipIf(process.platform !== 'linux')('of an earlier process with the same number is taken over', async () => {
    leave({ started: '1' });
    await takeAndRelease();
  });

  const foreigners = {
    'another start of the machine, or another container,': JSON.stringify({
      ...identifyMyself(),
      table: 'another boot',
      token: 'of somebody else',
    }),
    'a process that died while writing it': '{"pid":',
  };

  for (const [name, content] of Object.entries(foreigners)) {
    it(`of ${name} is taken over when no heartbeat updates it`, async () => {
      writeFileSync(path, content);
      await takeAndRelease();
    });

    it(`of ${name} is respected while a heartbeat updates it`, async () => {
      writeFileSync(path, content);
      let beats = 0;
      const heart = setInterval(() => void utimes(path, 0, (beats += 1)), 60);
      await expect(take()).rejects.toBeInstanceOf(LockFileTakenError);
      clearInterval(heart);
      expect(readFileSync(path, 'utf8')).toBe(content);
    });
  }

  it('is taken by exactly one of many processes that find it abandoned', async () => {
    leave({ pid: await pidOfDeadProcess() });
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => take()));
    const winners = attempts.filter((attempt) => attempt.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    await winners[0]!.value.release();
  });
});
