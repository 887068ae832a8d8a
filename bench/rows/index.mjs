import { LIST_ROWS } from './lists.mjs';
import { LOG_IN_ROWS } from './log-in.mjs';
import { PROCESS_ROWS } from './process.mjs';
import { SESSION_ROWS } from './sessions.mjs';
import { STARVATION_ROWS } from './starvation.mjs';
import { TOKEN_CHECK_ROWS } from './token-checks.mjs';
import { TWO_PROCESSES_ROWS } from './two-processes.mjs';

/** Every row, in the order of the table. `--users` adds the rows of growth. */
export const ROWS = [
  ...LOG_IN_ROWS,
  ...TOKEN_CHECK_ROWS,
  ...SESSION_ROWS,
  ...LIST_ROWS,
  ...PROCESS_ROWS,
  ...STARVATION_ROWS,
  ...TWO_PROCESSES_ROWS,
];
