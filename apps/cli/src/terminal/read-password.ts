import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Refusal } from '../outcome/refusal';
import type { Surroundings } from './terminal';

/** Far longer than any accepted password. */
const MAX_BYTES = 4096;

/**
 * Reads a password from standard input: hidden input on a terminal, otherwise the whole input without one trailing line
 * break.
 */
export async function readPassword({ stdin, stderr }: Surroundings): Promise<string> {
  const password = stdin.isTTY === true ? await ask(stdin, stderr) : (await readAll(stdin)).replace(/\r?\n$/u, '');
  if (password === '') throw new Refusal('no_password', ['There is no password on standard input.']);
  return password;
}

async function ask(stdin: Surroundings['stdin'], stderr: Writable): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  const cancelling = new AbortController();
  // Ctrl-C and Ctrl-D reach only the line reader, and the prompt would wait for ever.
  for (const event of ['SIGINT', 'close']) lines.once(event, () => cancelling.abort());
  const answer = async (prompt: string): Promise<string> => {
    stderr.write(prompt);
    const line = await lines.question('', cancelling).catch(() => null);
    stderr.write('\n');
    if (line === null) throw new Refusal('cancelled', ['Cancelled: nothing was done.']);
    return line;
  };
  try {
    const password = await answer('Password: ');
    if ((await answer('Once more: ')) !== password)
      throw new Refusal('passwords_differ', ['The two are not the same.']);
    return password;
  } finally {
    lines.close();
  }
}

async function readAll(stdin: Surroundings['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk as Uint8Array));
    if (Buffer.concat(chunks).length > MAX_BYTES)
      throw new Refusal('password_too_long', ['That is too long for a password.']);
  }
  return Buffer.concat(chunks).toString('utf8');
}
