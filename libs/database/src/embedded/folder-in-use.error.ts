/** Another process has the embedded database open. Two on one folder would corrupt it without an error. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';

  /** @param pid the owner, as far as it is known */
  constructor(
    readonly folder: string,
    readonly pid: number | null,
  ) {
    const owner = pid === null ? 'another process' : `another process (pid ${pid})`;
    super(
      `The database folder ${folder} is in use by ${owner}: stop that one first, or set DATA_DIR to another folder.`,
    );
  }
}
