import { parseArgs } from 'node:util';

const OPTIONS = {
  only: { type: 'string' },
  seconds: { type: 'string', default: '2' },
  rounds: { type: 'string', default: '3' },
  users: { type: 'string', default: '10000' },
  peers: { type: 'boolean', default: false },
  build: { type: 'string' },
  output: { type: 'string' },
  smoke: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** The number of users in the database of every row. `--users` adds a second database. */
export const BASE_USERS = 10_000;
const MOST_USERS = 10_000_000;

/** What `--help` prints. */
export const USAGE = `npm run bench -- [options]

  --only login,verify   only these rows; a name also selects what begins with it and a dash
  --seconds n           length of one measurement (default 2)
  --rounds n            rounds of each row; the table shows medians (default 3)
  --peers               also measure Django SimpleJWT, better-auth and oidc-provider; installs what is missing
  --users n             also measure growth: a second database with n users (up to ${MOST_USERS.toLocaleString('en')})
  --build folder        measure the build in dist/ of another checkout instead of this one
  --output folder       where the results go (default bench/results)
  --profile             write a CPU profile of Portero per row into the output folder; figures are lower then
  --smoke               one short round of each row; judges statement counts, never time
`;

/** Reads the command line. Throws an error whose message says what to change. */
export function readOptions(argv) {
  const { values } = parseArgs({ args: argv, options: OPTIONS, allowPositionals: false });
  const users = number(values.users, 'users', BASE_USERS, MOST_USERS);
  return {
    ...values,
    only: values.only?.split(',').filter(Boolean) ?? null,
    seconds: number(values.seconds, 'seconds', 0.1, 600),
    rounds: number(values.rounds, 'rounds', 1, 99),
    users,
    isGrowing: users > BASE_USERS,
  };
}

/** Whether `--only` selects a row. */
export function isSelected(only, id) {
  return only === null || only.some((name) => id === name || id.startsWith(`${name}-`));
}

function number(text, name, least, most) {
  const value = Number(text);
  if (!(value >= least && value <= most)) throw new Error(`--${name} must be a number from ${least} to ${most}.`);
  return value;
}
