/** The values that Python's `json` and Django's form parsers produce, with just enough types to distinguish them. */
export type PythonValue =
  null | boolean | string | PythonNumber | UploadedFile | readonly PythonValue[] | PythonDictionary;

/** A dictionary with any keys. An object would treat `__proto__` specially. */
export type PythonDictionary = ReadonlyMap<string, PythonValue>;

/** A number, as `str()` writes it. JavaScript's own could not hold Python's integers. */
export class PythonNumber {
  constructor(
    readonly type: 'int' | 'float',
    readonly text: string,
  ) {}
}

/** A file of a multipart body, of which we only need to know that it is not text. */
export class UploadedFile {
  constructor(readonly name: string) {}
}

/** Python's `ValueError`. Its message is sent to the client. */
export class PythonValueError extends Error {
  override readonly name = 'PythonValueError';
}

/** The name of a value's type, as `type(value).__name__` has it. */
export function typeName(value: Exclude<PythonValue, null>): string {
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof PythonNumber) return value.type;
  if (value instanceof UploadedFile) return 'InMemoryUploadedFile';
  return isDictionary(value) ? 'dict' : 'list';
}

/** Whether a value is a dictionary. */
export function isDictionary(value: PythonValue): value is PythonDictionary {
  return value instanceof Map;
}
