import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Two processes on one folder would destroy its data without an error. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/** Locks the folder for this process. The lock file of a killed process is recognised by the pid in it. */
export class FolderLock {
  private constructor(private readonly path: string) {}

  /** @throws {FolderInUseError} */
  static async take(folder: string): Promise<FolderLock> {
    const path = join(folder, 'in-use.pid');
    for (;;) {
      const file = await open(path, 'wx').catch(ifThere);
      if (file !== null) {
        await file.writeFile(String(process.pid));
        await file.close();
        return new FolderLock(path);
      }
      const holder = Number(await readFile(path, 'utf8').catch(() => '0'));
      if (isAlive(holder)) throw new FolderInUseError(`The folder ${folder} is in use by the process ${holder}.`);
      await rm(path, { force: true });
    }
  }

  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

function ifThere(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
  throw error;
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
