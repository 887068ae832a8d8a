import { randomUUID } from 'node:crypto';
import { link, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { identifyMyself, lookUp, type ProcessIdentity } from './process-identity';

/** How often an owner updates its lock file. Opening the database blocks the process for a quarter of a second at most. */
const HEARTBEAT_MS = 1_000;
/**
 * How long a lock file must stay without updates before its owner counts as gone, if the owner's process cannot be
 * looked up.
 */
const SILENCE_MS = 5_000;
const WATCH_MS = 100;

interface LockRecord extends ProcessIdentity {
  readonly token: string;
}

/** The lock file at a path is another living process's. */
export class LockFileTakenError extends Error {
  override readonly name = 'LockFileTakenError';

  constructor(readonly pid: number | null) {
    super('The lock file belongs to a running process.');
  }
}

/** A lock that works between containers that share only the folder. The lock of a killed owner is taken over. */
export class LockFile {
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    private readonly token: string,
  ) {
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS).unref();
  }

  /**
   * @param silence how many milliseconds to watch the file of an owner that can't be looked up
   * @throws LockFileTakenError
   */
  static async take(path: string, silence = SILENCE_MS): Promise<LockFile> {
    const record: LockRecord = { ...identifyMyself(), token: randomUUID() };
    if (!(await create(path, record))) {
      await removeAbandoned(path, silence);
      if (!(await create(path, record))) throw new LockFileTakenError(await LockFile.ownerOf(path));
    }
    return new LockFile(path, record.token);
  }

  /** @returns the process that the lock file at `path` names, if there is one that can be read */
  static async ownerOf(path: string): Promise<number | null> {
    return (await read(path)).record?.pid ?? null;
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    const { record } = await read(this.path);
    if (record?.token === this.token) await unlink(this.path);
  }

  async #beat(): Promise<void> {
    const now = new Date();
    // A failed heartbeat has no other consequence.
    await utimes(this.path, now, now).catch(() => undefined);
  }
}

async function create(path: string, record: LockRecord): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(record), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'EEXIST') return false;
    throw error;
  }
}

async function removeAbandoned(path: string, silence: number): Promise<void> {
  const { text, record } = await read(path);
  if (text === null) return;
  if (!(await isAbandoned(path, record, silence))) throw new LockFileTakenError(record?.pid ?? null);
  // Another process may have taken the lock between the check and the removal. The file is moved aside, and moved back
  // if it is not the one that was checked.
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await read(aside);
  if (moved.text !== null && moved.text !== text) await link(aside, path).catch(() => undefined);
  await unlink(aside).catch(() => undefined);
}

async function isAbandoned(path: string, owner: LockRecord | null, silence: number): Promise<boolean> {
  const state = owner === null ? 'unknown' : lookUp(owner);
  if (state !== 'unknown') return state === 'gone';
  return isSilent(path, silence);
}

async function isSilent(path: string, silence: number): Promise<boolean> {
  const before = await lastBeat(path);
  for (let waited = 0; waited < silence; waited += WATCH_MS) {
    await delay(WATCH_MS);
    const now = await lastBeat(path);
    if (now === null) return true;
    if (now !== before) return false;
  }
  return true;
}

/** `null` when there is no file (any more). */
async function lastBeat(path: string): Promise<number | null> {
  return stat(path).then(
    (found) => found.mtimeMs,
    () => null,
  );
}

/** An unreadable file has an unknown owner: it may be half written. */
async function read(path: string): Promise<{ text: string | null; record: LockRecord | null }> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return { text, record: text === null ? null : parse(text) };
}

function parse(text: string): LockRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return isLockRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isLockRecord(value: unknown): value is LockRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, started, table, token } = value as Partial<Record<keyof LockRecord, unknown>>;
  const isTextOrNull = (field: unknown): boolean => field === null || typeof field === 'string';
  return Number.isSafeInteger(pid) && isTextOrNull(started) && isTextOrNull(table) && typeof token === 'string';
}
