import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { FolderInUseError } from './folder-in-use.error';
import { LockFile, LockFileTakenError } from './lock-file';

/**
 * Locks a folder for this process until `release()` or the end of the process.
 *
 * It uses two locks. The kernel holds an abstract socket (Linux only): it cannot be taken twice, and it ends with the
 * process, but containers have separate name spaces for it. All containers see the lock file beside the folder.
 */
export class FolderLock {
  private constructor(
    private readonly socket: Server | null,
    private readonly file: LockFile,
  ) {}

  /**
   * @param folder exists
   * @throws FolderInUseError
   */
  static async take(folder: string): Promise<FolderLock> {
    const path = await realpath(folder);
    const file = `${path}.lock`;
    const socket = await bind(await fingerprint(path));
    if (socket === 'taken') throw new FolderInUseError(folder, await LockFile.ownerOf(file));
    try {
      return new FolderLock(socket, await LockFile.take(file));
    } catch (error) {
      await close(socket);
      throw error instanceof LockFileTakenError ? new FolderInUseError(folder, error.pid) : error;
    }
  }

  async release(): Promise<void> {
    await this.file.release();
    await close(this.socket);
  }
}

async function bind(name: string): Promise<Server | null | 'taken'> {
  if (process.platform !== 'linux') return null;
  const server = createServer((caller) => caller.destroy()).unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('taken');
      else reject(error);
    });
    // `exclusive`: the workers of a cluster would otherwise share one socket, and the folder with it.
    server.listen({ path: `\0portero-${name}`, exclusive: true }, () => resolve(server));
  });
}

/** The inode tells apart two folders which two containers on one host network both call /data. */
async function fingerprint(path: string): Promise<string> {
  const { dev, ino } = await stat(path);
  return createHash('sha256').update(`${dev}:${ino}:${path}`).digest('hex');
}

async function close(server: Server | null): Promise<void> {
  if (server !== null) await new Promise((resolve) => server.close(resolve));
}
