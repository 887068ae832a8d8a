/** The folder of the embedded database does not hold what a database needs, or it cannot be read and written. */
export class UnusableFolderError extends Error {
  override readonly name = 'UnusableFolderError';

  /**
   * @param trouble what is wrong, as a whole sentence that names the folder
   * @param remedy what to do about it, as a whole sentence
   */
  constructor(
    readonly trouble: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(trouble, options);
  }
}

/** Codes of the operating system that say what a person has to change. */
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'Give it to the user that the service runs as.',
  EDQUOT: 'Raise the quota of the user that the service runs as.',
  ENOSPC: 'Make room on its disk.',
  ENOTDIR: 'Set DATA_DIR to a folder.',
  EPERM: 'Give it to the user that the service runs as.',
  EROFS: 'Mount it for writing; the service writes only there.',
};

/** The error of a file operation in the folder as a sentence for a person; any other error as it is. */
export function folderTrouble(folder: string, error: unknown): unknown {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const remedy = typeof code === 'string' ? REMEDIES[code] : undefined;
  if (remedy === undefined) return error;
  return new UnusableFolderError(`The database folder ${folder} cannot be written (${String(code)}).`, remedy, {
    cause: error,
  });
}
