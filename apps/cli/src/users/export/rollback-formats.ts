import { type ExportedUser, type HashTarget, translateHash } from '@portero/identity';
import { csvRecord, type ExportFormat, type ExportNotes } from './export-format';

/** The lengths of Django's columns. */
const DJANGO_NAME = 150;
const DJANGO_PASSWORD = 128;

/** Ids of both systems are numbers by default. */
function numericId({ externalId }: ExportedUser, notes: ExportNotes): number | null {
  if (externalId !== null && /^[1-9]\d{0,14}$/u.test(externalId)) return Number(externalId);
  notes.add('users without a numeric externalId: the other system gives them one');
  return null;
}

/** The hash in the other system's format; `null` if it has none. */
function hashFor(target: HashTarget, user: ExportedUser, longest: number, notes: ExportNotes): string | null {
  if (user.passwordHash === null) return null;
  const hash = translateHash(user.passwordHash, target);
  if (hash !== null && hash.length <= longest) return hash;
  notes.add(`users without a password that ${target} can verify: ${user.foreignHash ?? 'the hash is too long'}`);
  return null;
}

/** A fixture as `manage.py loaddata` and `portero users import --format django` read it. */
export const DJANGO: ExportFormat = {
  head: '[\n',
  row(user, notes) {
    const fields = {
      username: (user.username ?? user.email ?? '').slice(0, DJANGO_NAME),
      email: user.email ?? '',
      first_name: (user.name ?? '').slice(0, DJANGO_NAME),
      last_name: (user.surname ?? '').slice(0, DJANGO_NAME),
      is_active: user.disabled === false,
      date_joined: user.createdAt,
      // Django's value for an unusable password.
      password: hashFor('django', user, DJANGO_PASSWORD, notes) ?? '!',
    };
    return JSON.stringify({ model: 'auth.user', pk: numericId(user, notes), fields });
  },
  separator: ',\n',
  tail: '\n]\n',
};

const LARAVEL_COLUMNS = ['id', 'name', 'email', 'email_verified_at', 'password', 'created_at', 'updated_at'];
const LARAVEL_PASSWORD = 255;

/** UTC without a zone, as Laravel stores it. */
function timestamp(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace('T', ' ');
}

/** The columns of Laravel's users table. */
export const LARAVEL: ExportFormat = {
  head: `${csvRecord(LARAVEL_COLUMNS)}\n`,
  row(user, notes) {
    if (user.email === null) {
      notes.add('users without an e-mail are left out: Laravel has none');
      return null;
    }
    const isOut = user.disabled !== false;
    if (isOut) notes.add('disabled users have no password: Laravel knows no disabled users');
    const id = numericId(user, notes);
    const name = [user.name, user.surname].filter((part) => part !== null).join(' ');
    // An empty text instead of a hash, because the column is NOT NULL.
    const password = isOut ? '' : (hashFor('laravel', user, LARAVEL_PASSWORD, notes) ?? '');
    const verified = user.emailVerified instanceof Date ? timestamp(user.emailVerified) : null;
    const created = timestamp(user.createdAt);
    return csvRecord([id === null ? null : `${id}`, name, user.email, verified, password, created, created]);
  },
  separator: '\n',
  tail: '\n',
};
