import { setImmediate as nextTurn } from 'node:timers/promises';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The number of rounds that take about two milliseconds. Other work runs in between. */
const ROUNDS_A_TURN = 1000;

/** Repeats a round without blocking the event loop. */
export async function repeated(
  rounds: number,
  first: Buffer,
  round: (before: Buffer, index: number) => Buffer,
): Promise<Buffer> {
  let current = first;
  for (let index = 0; index < rounds; index += 1) {
    if (index % ROUNDS_A_TURN === ROUNDS_A_TURN - 1) await nextTurn();
    current = round(current, index);
  }
  return current;
}

/** The index of a character in the alphabet of crypt(3); -1 for any other. */
export function cryptValue(character: string): number {
  return character === '' ? -1 : ALPHABET.indexOf(character);
}

/** Little-endian groups of three bytes in the alphabet of crypt(3). */
export function cryptText(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = bytes.slice(at, at + 3);
    let value = group.reduce((sum, byte, index) => sum + byte * 256 ** index, 0);
    for (let left = group.length + 1; left > 0; left -= 1) {
      text += ALPHABET[value % 64] ?? '';
      value = Math.floor(value / 64);
    }
  }
  return text;
}
