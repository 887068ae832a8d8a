import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

const MAX_BYTES = 65_536;

/**
 * The secret in a file, as Kubernetes and Docker mount it.
 *
 * @param path absolute, or relative to the working folder
 * @returns the content without one trailing line break; `null` for a file that is missing, unreadable, empty, not UTF-8 or
 *   larger than 64 KiB
 */
export function readSecretFile(path: string): string | null {
  const bytes = contentOf(path);
  if (bytes === null || bytes.length > MAX_BYTES || !isUtf8(bytes)) return null;
  const text = bytes.toString('utf8').replace(/\r?\n$/u, '');
  return text === '' ? null : text;
}

function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
