/** Systems to which users can be exported, with the hash in the system's format. */
export type HashTarget = 'django' | 'laravel';

const BCRYPT = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/u;
/** What Django's own hashers read. */
const DJANGO = /^(?:pbkdf2_sha256|pbkdf2_sha1|argon2|bcrypt|bcrypt_sha256|scrypt|md5|sha1)\$/u;
/** What `password_verify` of PHP reads beside bcrypt: argon2, and the hashes of crypt(3). */
const PHP = /^\$(?:argon2id?\$|[156]\$)/u;

const HEX_DIGITS = { md5: 32, sha1: 40 };

/** A digest of a salt and the password, described by an object. */
interface Described {
  readonly algorithm?: unknown;
  readonly hash?: unknown;
  readonly salt?: unknown;
  readonly saltEncoding?: unknown;
  readonly encoding?: unknown;
  readonly layout?: unknown;
  readonly pepper?: unknown;
  readonly prehash?: unknown;
  readonly wrapped?: unknown;
}

/**
 * A stored hash in the format of another system, so that its users can move back; `null` when that system has no such
 * format.
 *
 * Django reads argon2 behind `argon2`, bcrypt behind `bcrypt$`, and digests of a salt and the password. PHP, which
 * Laravel uses, accepts bcrypt only as `$2y$`; it reads argon2i, argon2id and crypt(3) unchanged.
 */
export function translateHash(stored: string, target: HashTarget): string | null {
  const plain = stored.replace(/^\{bcrypt\}/u, '');
  const bcrypt = bcryptOf(plain);
  if (target === 'laravel') {
    if (bcrypt !== null) return bcrypt.replace(/^\$2[ab]/u, '$2y');
    const bare = plain.replace(/^argon2(?=\$argon2)/u, '');
    return PHP.test(bare) ? bare : null;
  }
  if (bcrypt !== null) return `bcrypt$${bcrypt}`;
  if (DJANGO.test(plain)) return plain;
  if (/^\$argon2(?:id?|d)\$/u.test(plain)) return `argon2${plain}`;
  return djangoDigest(plain);
}

/** bcrypt of the unchanged password, with any prefix. */
function bcryptOf(stored: string): string | null {
  const bare = stored.replace(/^bcrypt\$(?=\$2)/u, '');
  if (BCRYPT.test(bare)) return bare;
  const { algorithm, hash, pepper, prehash } = described(stored);
  const isBare = algorithm === 'bcrypt' && !pepper && !prehash;
  return isBare && typeof hash === 'string' && BCRYPT.test(hash) ? hash : null;
}

function djangoDigest(stored: string): string | null {
  if (/^[0-9a-f]{32}$/iu.test(stored)) return `md5$$${stored.toLowerCase()}`;
  if (/^[0-9a-f]{40}$/iu.test(stored)) return `sha1$$${stored.toLowerCase()}`;
  const { algorithm, hash, salt = '', saltEncoding = 'text', layout, pepper, wrapped, encoding } = described(stored);
  const isDigest = (algorithm === 'md5' || algorithm === 'sha1') && typeof hash === 'string' && !pepper && !wrapped;
  const isSalted = typeof salt === 'string' && !salt.includes('$') && saltEncoding === 'text';
  if (!isDigest || !isSalted || (layout === 'password+salt' && salt !== '')) return null;
  const hex = encoding === 'base64' ? Buffer.from(hash, 'base64').toString('hex') : hash.toLowerCase();
  // Django has no truncated digests.
  return hex.length === HEX_DIGITS[algorithm] ? `${algorithm}$${salt}$${hex}` : null;
}

function described(stored: string): Described {
  if (!/^\{\s*"/u.test(stored)) return {};
  try {
    return JSON.parse(stored) as Described;
  } catch {
    return {};
  }
}
