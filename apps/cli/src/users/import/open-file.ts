import { createHash, type Hash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Refusal } from '../../outcome/refusal';

/** A file that is being read. */
export interface OpenedFile {
  readonly texts: AsyncIterable<string>;
  /** SHA-256 of its beginning. */
  readonly beginning: Buffer;
  /** `null` for standard input. */
  readonly size: number | null;
  /** Bytes that have been read. */
  readonly position: () => number;
}

/** The length of the data for the fingerprint. */
const BEGINNING = 65_536;

/** Opens a file, or standard input for `-`; gzip is recognised by its first bytes (RFC 1952, section 2.3.1). */
export async function openFile(file: string, stdin: Readable): Promise<OpenedFile> {
  const size = file === '-' ? null : sizeOf(file);
  const source = file === '-' ? stdin : createReadStream(file, { highWaterMark: BEGINNING });
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const begun: Buffer[] = [];
  let length = 0;
  while (length < BEGINNING) {
    const next = await chunks.next();
    if (next.done === true) break;
    begun.push(next.value);
    length += next.value.length;
  }
  const first = Buffer.concat(begun);
  refuseUtf16(first);
  let position = 0;
  async function* bytes(): AsyncGenerator<Buffer> {
    position = first.length;
    if (first.length > 0) yield first;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      position += next.value.length;
      yield next.value;
    }
  }
  const beginning = fingerprint(createHash('sha256'), first);
  const isGzip = first[0] === 0x1f && first[1] === 0x8b;
  return { texts: decoded(isGzip ? unzipped(bytes()) : bytes()), beginning, size, position: () => position };
}

function fingerprint(hash: Hash, first: Buffer): Buffer {
  return hash.update(first.subarray(0, BEGINNING)).digest();
}

function sizeOf(file: string): number {
  try {
    const stats = statSync(file);
    if (stats.isFile() || stats.isFIFO()) return stats.size;
  } catch {
    // Treated like a missing file.
  }
  throw new Refusal('file_unreadable', [`${file} cannot be read.`]);
}

async function* unzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const fed = (async () => {
    for await (const chunk of bytes) {
      if (!gunzip.write(chunk)) await new Promise((resolve) => gunzip.once('drain', resolve));
    }
    gunzip.end();
  })();
  fed.catch((error: unknown) => gunzip.destroy(error as Error));
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch {
    throw new Refusal('file_damaged', [
      'The gzip file is damaged, or its end is missing. Complete batches are imported.',
    ]);
  }
}

async function* decoded(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

/** A byte order mark of UTF-16: read as UTF-8, every row would be damaged. */
function refuseUtf16(first: Buffer): void {
  const mark = first.subarray(0, 2).toString('hex');
  if (mark !== 'fffe' && mark !== 'feff') return;
  throw new Refusal('not_utf8', ['The file is UTF-16. Convert it first: iconv -f UTF-16 -t UTF-8 <file>.']);
}
