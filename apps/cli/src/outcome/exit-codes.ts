/** The exit codes. They are part of the interface, because scripts rely on them. */
export const EXIT = {
  done: 0,
  /** Not found, already taken, or against the rules; `doctor`: a check found an error. */
  refused: 1,
  usage: 2,
  settings: 3,
  folderInUse: 4,
  database: 5,
  unexpected: 6,
} as const;

/** For `--help`. */
export const EXIT_CODES_IN_WORDS: readonly (readonly [code: string, meaning: string])[] = [
  [`${EXIT.done}`, 'done'],
  [`${EXIT.refused}`, 'refused: not found, taken, against the rules; doctor: something is wrong'],
  [`${EXIT.usage}`, 'the command line is wrong'],
  [`${EXIT.settings}`, 'the settings or the master key are wrong'],
  [`${EXIT.folderInUse}`, 'the embedded database is in use by another process'],
  [`${EXIT.database}`, 'the database cannot be reached'],
  [`${EXIT.unexpected}`, 'an error of the command itself'],
];
