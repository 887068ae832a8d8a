/** Another process held a lock that a migration needs for too long. The message names it and the remedy. */
export class MigrationWaitError extends Error {
  override readonly name = 'MigrationWaitError';
}
