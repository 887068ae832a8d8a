import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { Refusal } from '../../outcome/refusal';

/** The output of rows. It waits for a slow reader, so that memory stays constant. */
export class RowSink {
  private constructor(
    private readonly stream: Writable,
    private readonly isFile: boolean,
  ) {}

  /** A file that only its owner can read. Refuses one that exists. */
  static async file(path: string): Promise<RowSink> {
    const stream = createWriteStream(path, { mode: 0o600, flags: 'wx' });
    try {
      await once(stream, 'open');
    } catch {
      throw new Refusal('file_not_writable', [`${path} exists already, or cannot be written.`]);
    }
    return new RowSink(stream, true);
  }

  /** Standard output, which stays open. */
  static stdout(stream: Writable): RowSink {
    return new RowSink(stream, false);
  }

  async write(text: string): Promise<void> {
    if (!this.stream.write(text)) await once(this.stream, 'drain');
  }

  async close(): Promise<void> {
    if (!this.isFile) return;
    this.stream.end();
    await finished(this.stream);
  }
}
