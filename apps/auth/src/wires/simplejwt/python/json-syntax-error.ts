import { PythonValueError } from './python-values';

/** Python's `JSONDecodeError`: what is wrong, and where. Python counts code points, JavaScript UTF-16 units. */
export class JsonSyntaxError extends PythonValueError {
  constructor(message: string, text: string, position: number) {
    const before = text.slice(0, position);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    const column = codePoints(before.slice(lineStart)) + 1;
    super(`${message}: line ${line} column ${column} (char ${codePoints(before)})`);
  }
}

function codePoints(text: string): number {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g);
  return text.length - (pairs?.length ?? 0);
}
