/** Something held what a migration needs for longer than this process may wait. The message says who, and what to do. */
export class MigrationWaitError extends Error {
  override readonly name = 'MigrationWaitError';
}
