import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { Rejection } from '@portero/identity';
import { Refusal } from '../../outcome/refusal';

const NEWLINE = 0x0a;

/** Where rejected rows are written down: a JSON object with line and reason each. */
export class RejectsFile {
  readonly #descriptor: number;

  /**
   * Opens the file. Of an import that is resumed it keeps the rows that were counted: those after them belong to a batch that was
   * not committed, and come again.
   * @param kept how many; 0 begins the file anew
   */
  constructor(path: string, kept: number) {
    try {
      this.#descriptor = openSync(path, kept === 0 ? 'w+' : 'a+', 0o600);
    } catch {
      throw new Refusal('rejects_unwritable', [`${path} cannot be written.`]);
    }
    ftruncateSync(this.#descriptor, lengthOfLines(this.#descriptor, kept));
  }

  /** Is on its way to the disk when it returns: a process that is killed then loses nothing. */
  append(rejected: readonly Rejection[]): void {
    if (rejected.length === 0) return;
    const text = Buffer.from(rejected.map(({ line, reason }) => `${JSON.stringify({ line, reason })}\n`).join(''));
    let written = 0;
    while (written < text.length) written += writeSync(this.#descriptor, text, written);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** How long the first lines of a file are; the whole when it has fewer. */
function lengthOfLines(descriptor: number, count: number): number {
  const piece = Buffer.alloc(65_536);
  let [lines, complete, position] = [0, 0, 0];
  while (lines < count) {
    const length = readSync(descriptor, piece, 0, piece.length, position);
    if (length === 0) break;
    for (
      let at = piece.indexOf(NEWLINE);
      at !== -1 && at < length && lines < count;
      at = piece.indexOf(NEWLINE, at + 1)
    ) {
      lines += 1;
      complete = position + at + 1;
    }
    position += length;
  }
  return complete;
}
