/** The reason why a range service gave no usable answer: a fixed word, safe for logs. */
export type NoRange = 'timed_out' | 'unreachable' | 'bad_status' | 'too_long' | 'unreadable';

/** There was no usable answer. The error contains neither the address nor the prefix. */
export class NoRangeError extends Error {
  override readonly name = 'NoRangeError';

  constructor(readonly reason: NoRange) {
    super(reason);
  }
}

/** A range has about a thousand lines of 40 bytes, and padding adds some hundred. */
const MAX_BYTES = 524_288;

const LINE = /^(?<suffix>[0-9A-F]{35}):(?<count>\d{1,12})$/iu;

/**
 * The suffixes of the SHA-1 hashes that begin with the prefix at the end of `url`, in capitals. Lines with a count of 0
 * are padding, which hides the length of the real answer from an observer. Follows no redirect. Throws `NoRangeError`.
 *
 * @param answered is called with the status
 */
export async function askRange(
  url: string,
  limitMs: number,
  headers: Readonly<Record<string, string>>,
  answered: (status: number) => void = () => undefined,
): Promise<ReadonlySet<string>> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    const sent = { ...headers, 'add-padding': 'true', accept: 'text/plain', 'user-agent': 'portero' };
    const response = await fetch(url, { headers: sent, redirect: 'manual', signal });
    answered(response.status);
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new NoRangeError('bad_status');
    }
    return suffixesIn(await readAtMost(response, MAX_BYTES));
  } catch (error) {
    if (error instanceof NoRangeError) throw error;
    // The original error may quote the address, so it is not passed on.
    throw new NoRangeError(signal.aborted ? 'timed_out' : 'unreachable');
  }
}

function suffixesIn(text: string): ReadonlySet<string> {
  const rows = text.split(/\r?\n/u).filter((line) => line !== '');
  const read = rows.map((row) => LINE.exec(row)?.groups);
  if (rows.length === 0 || read.includes(undefined)) throw new NoRangeError('unreadable');
  const breached = read.filter((groups) => Number(groups?.['count']) > 0);
  return new Set(breached.map((groups) => (groups?.['suffix'] ?? '').toUpperCase()));
}

async function readAtMost(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > limit) throw new NoRangeError('too_long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}
