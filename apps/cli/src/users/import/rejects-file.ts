import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { Rejection } from '@portero/identity';
import { Refusal } from '../../outcome/refusal';

const NEWLINE = 0x0a;

/** The file of rejected rows: a JSON object with line and reason for each. */
export class RejectsFile {
  readonly #descriptor: number;

  /**
   * Opens the file. For a resumed import it keeps the rows that were counted. Rows after them belong to a batch that
   * was not committed, and will be written again.
   * @param kept the number of rows to keep; 0 truncates the file
   */
  constructor(path: string, kept: number) {
    try {
      this.#descriptor = openSync(path, kept === 0 ? 'w+' : 'a+', 0o600);
    } catch {
      throw new Refusal('rejects_unwritable', [`${path} cannot be written.`]);
    }
    ftruncateSync(this.#descriptor, lengthOfLines(this.#descriptor, kept));
  }

  /** Writes synchronously, so that a killed process loses nothing. */
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
