import { choice, duration, integer } from '../kinds/plain.kinds';
import { rangeUrl } from '../kinds/network.kinds';
import { masterKey, namedSecrets } from '../kinds/secret.kinds';
import { country, passwordList } from '../kinds/service.kinds';
import { settingsTable } from '../settings-table';

const DAY = 86_400;
const TEN_YEARS = 3650 * DAY;

export const SECRETS = settingsTable({
  MASTER_KEY: {
    kind: masterKey(),
    unset: 'a key made once and kept in `DATA_DIR`',
    required: 'hardened',
    description: 'Encrypts the signing keys at rest. Make one with `openssl rand -base64 32`.',
  },
  MASTER_KEY_PREVIOUS: {
    kind: masterKey(),
    unset: 'none',
    description:
      'Opens what `MASTER_KEY` does not, while that is being replaced; nothing new is sealed under it. Only beside `MASTER_KEY`.',
  },
  KEY_ROTATION_DAYS: {
    kind: integer({ min: 0, max: 3650, unit: 'days' }),
    default: '90',
    description:
      'A signing key that the service made is replaced when it has signed for so long; 0 for never. One that was carried over is replaced by command only.',
  },
  KEY_PUBLISH_AHEAD: {
    kind: duration({ min: 5, max: 30 * DAY }),
    default: '120',
    description: 'How long the next signing key is in the JWKS before it signs.',
  },
});

export const PASSWORDS = settingsTable({
  PASSWORD_MIN: {
    kind: integer({ min: { documented: 6, hardened: 8 }, max: 128, unit: 'code points' }),
    default: { documented: '6', hardened: '8' },
    description: 'The shortest new password. Never applied at login.',
  },
  PASSWORD_LIST: {
    kind: passwordList(),
    default: { documented: 'none', hardened: 'common' },
    description: 'The passwords that nobody may choose; `common` is a list that comes with the service.',
  },
  BREACHED_PASSWORDS: {
    kind: choice('off', 'api'),
    default: 'off',
    description:
      '`api`: a new password is also looked up at `BREACHED_PASSWORDS_URL`, which gets the first five hex digits of its SHA-1. While that service gives no answer, only `PASSWORD_LIST` counts.',
  },
  BREACHED_PASSWORDS_URL: {
    kind: rangeUrl(),
    default: 'https://api.pwnedpasswords.com/range/',
    description: 'A service with the range protocol of Have I Been Pwned.',
  },
  ARGON2_MEMORY_KIB: {
    kind: integer({ min: 8, max: 1_048_576, unit: 'KiB' }),
    default: '19456',
    description: 'The memory of one password hash. In production not below the OWASP minimum for `ARGON2_TIME`.',
  },
  ARGON2_TIME: {
    kind: integer({ min: 1, max: 20 }),
    default: '2',
    description: 'The passes over that memory.',
  },
  ARGON2_PARALLELISM: {
    kind: integer({ min: 1, max: 16 }),
    default: '1',
    description: 'The lanes of one password hash; each takes at least 8 KiB.',
  },
  PASSWORD_HASHER: {
    kind: choice('auto', 'argon2', 'node-rs'),
    default: 'auto',
    description:
      'The package that computes password hashes: `argon2`, or `@node-rs/argon2`, which is faster and which `auto` takes where it has a binary. Both read the same hashes.',
  },
  HASH_CONCURRENCY: {
    kind: integer({ min: 1, max: 1024 }),
    unset: 'one a core',
    description: 'How many password hashes run at once.',
  },
  HASH_QUEUE_LIMIT: {
    kind: integer({ min: 0, max: 100_000 }),
    default: '64',
    description: 'How many more may wait. Past that the answer is 503 with `Retry-After`.',
  },
  PASSWORD_PEPPERS: {
    kind: namedSecrets(),
    unset: 'none',
    description:
      'Peppers and signer keys of the systems that users were imported from, by the names that hashes call them.',
  },
});

export const CODES = settingsTable({
  CODE_LENGTH: {
    kind: integer({ min: { documented: 4, hardened: 6 }, max: 10, unit: 'digits' }),
    default: { documented: '4', hardened: '6' },
    description: 'The length of a verification or password code.',
  },
  CODE_TTL: {
    kind: duration({ min: 1, max: DAY }),
    default: '900',
    description: 'How long a code lives.',
  },
});

export const SESSIONS = settingsTable({
  SESSION_IDLE: {
    kind: duration({ min: 1, max: TEN_YEARS }),
    default: String(30 * DAY),
    description: 'A session that is not refreshed for so long ends.',
  },
  SESSION_ABSOLUTE: {
    kind: duration({ min: 1, max: TEN_YEARS }),
    default: String(90 * DAY),
    description: 'A session ends so long after it began, refreshed or not. Not shorter than `SESSION_IDLE`.',
  },
  SESSIONS_PER_USER: {
    kind: integer({ min: 1, max: 10_000, unit: 'sessions' }),
    default: '100',
    description: 'How many sessions a user may have open in one dialect; when another one begins, the oldest ends.',
  },
  REFRESH_RETRY: {
    kind: choice('refuse', 'repeat'),
    default: 'refuse',
    description:
      'What a used refresh token gets that comes back within 10 s from the same network: `refuse` an error, `repeat` the same new tokens again, for clients that lose answers.',
  },
});

export const OWNERS = settingsTable({
  OWNER_SIGNUP: {
    kind: choice('open', 'closed'),
    default: { documented: 'open', hardened: 'closed' },
    description: '`open` lets anyone create an owner over HTTP; `closed` leaves it to the operator.',
  },
  DEFAULT_COUNTRY: {
    kind: country(),
    default: 'AR',
    description: 'The country of a request that names none.',
  },
});
