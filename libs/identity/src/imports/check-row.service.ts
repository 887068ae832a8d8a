import { Injectable } from '@nestjs/common';
import type { Role } from '@portero/database';
import { parseEmail } from '../accounts/email-address';
import { LONGEST_DETAILS } from '../accounts/personal-details';
import { parseUsername, type Username } from '../accounts/username';
import { Countries } from '../countries/countries.service';
import { NO_PASSWORD } from '../passwords/foreign/describe-hash';
import { UnusableHashError } from '../passwords/foreign/foreign-hash';
import { LabelHash } from '../passwords/foreign/label-hash.service';
import { Randomness } from '../randomness';
import { MasterKey } from '../secrets/master-key';
import { totpSealContext } from '../users/totp-secret';
import { type ImportRow, RowError } from './import-row';
import { flagOf, momentOf, type RawRow, textOf } from './read-value';

const MAX_ACCOUNTS = 20;

/** Reads the row of a user of another system. */
@Injectable()
export class CheckRow {
  constructor(
    private readonly hashes: LabelHash,
    private readonly countries: Countries,
    private readonly randomness: Randomness,
    private readonly masterKey: MasterKey,
  ) {}

  /** @param roles all roles. Throws `RowError`. */
  read(raw: RawRow, roles: readonly Role[]): ImportRow {
    const createdAt = momentOf(raw, 'createdAt');
    const [verified, disabled] = [flagOf(raw, 'emailVerified'), flagOf(raw, 'disabled')];
    const names = namesOf(raw);
    const { password_hash, foreign_hash } = this.password(raw);
    const { totp_id, totp_sealed } = this.totp(raw);
    // No object spread here: copying field by field took most of the time of an import.
    return {
      email: names.email,
      email_key: names.email_key,
      username: names.username,
      username_key: names.username_key,
      password_hash,
      foreign_hash,
      totp_id,
      totp_sealed,
      external_id: textOf(raw, 'externalId', 200),
      name: textOf(raw, 'name', LONGEST_DETAILS.name),
      surname: textOf(raw, 'surname', LONGEST_DETAILS.surname),
      phone: textOf(raw, 'phone', LONGEST_DETAILS.phone),
      role_id: roleOf(raw, roles),
      country_code: this.country(raw),
      // A user without an e-mail has nothing to verify.
      verified: names.email_key === null ? true : (verified?.is ?? null),
      verified_at: verified?.since ?? createdAt,
      disabled: disabled?.is ?? null,
      disabled_at: disabled?.since ?? null,
      created_at: createdAt,
      accounts: accountsOf(raw),
    };
  }

  private password(raw: RawRow): Pick<ImportRow, 'password_hash' | 'foreign_hash'> {
    const given = raw['passwordHash'];
    const isObject = typeof given === 'object' && given !== null;
    const stored = isObject ? JSON.stringify(given) : textOf(raw, 'passwordHash', 1024);
    if (stored === null || NO_PASSWORD.test(stored)) return NO_HASH;
    try {
      return { password_hash: stored, foreign_hash: this.hashes.of(stored) };
    } catch (error) {
      if (error instanceof UnusableHashError) throw new RowError(`passwordHash: ${error.message}`);
      throw error;
    }
  }

  private totp(raw: RawRow): Pick<ImportRow, 'totp_id' | 'totp_sealed'> {
    const secret = textOf(raw, 'totpSecret', 500);
    if (secret === null) return NO_TOTP;
    const id = this.randomness.uuid();
    const sealed = this.masterKey.seal(Buffer.from(secret), totpSealContext(id));
    return { totp_id: id, totp_sealed: sealed.toString('base64') };
  }

  private country(raw: RawRow): string | null {
    const code = textOf(raw, 'country', 2)?.toUpperCase() ?? null;
    if (code === null || this.countries.byAcronym(code)) return code;
    throw new RowError('country is not a code of ISO 3166-1 alpha-2');
  }
}

const NO_HASH = { password_hash: null, foreign_hash: null };
const NO_TOTP = { totp_id: null, totp_sealed: null };
const NO_ACCOUNTS: ImportRow['accounts'] = [];

type Names = Pick<ImportRow, 'email' | 'email_key' | 'username' | 'username_key'>;

function namesOf(raw: RawRow): Names {
  const [emailText, nameText] = [textOf(raw, 'email', 320), textOf(raw, 'username', 320)];
  // Many systems store the e-mail as the username. It is dropped here, because users can log in by e-mail anyway.
  const nameAsEmail = nameText?.includes('@') === true ? parseEmail(nameText) : null;
  const email = emailText === null ? nameAsEmail : parseEmail(emailText);
  if (emailText !== null && email === null) throw new RowError('email is not an e-mail address');
  const isEmailAgain = nameAsEmail !== null && nameAsEmail.key === email?.key;
  const username = nameText === null || isEmailAgain ? null : usernameOf(nameText);
  if (email === null && username === null) throw new RowError('neither email nor username is given');
  return {
    email: email?.address ?? '',
    email_key: email?.key ?? null,
    username: username?.name ?? null,
    username_key: username?.key ?? null,
  };
}

function usernameOf(text: string): Username {
  const username = parseUsername(text);
  if (username !== null) return username;
  throw new RowError('username must have 1 to 60 letters, digits, dots, dashes or underscores, and no @');
}

function roleOf(raw: RawRow, roles: readonly Role[]): number | null {
  const text = textOf(raw, 'role', 40);
  if (text === null) return null;
  const role = roles.find(({ id, description }) => String(id) === text || sameWord(description, text));
  if (role?.enable === true) return role.id;
  throw new RowError('role is unknown');
}

function sameWord(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function accountsOf(raw: RawRow): ImportRow['accounts'] {
  const value = raw['externalAccounts'];
  if (value === undefined || value === null || value === '') return NO_ACCOUNTS;
  const list = typeof value === 'string' ? parsed(value) : value;
  if (!Array.isArray(list) || list.length > MAX_ACCOUNTS)
    throw new RowError(`externalAccounts is not a list of at most ${MAX_ACCOUNTS}`);
  return list.map((each: unknown) => {
    if (typeof each !== 'object' || each === null) throw new RowError('externalAccounts holds something else');
    const account = each as RawRow;
    const [provider, subject] = [textOf(account, 'provider', 40)?.toLowerCase(), textOf(account, 'id', 100)];
    if (provider === undefined || subject === null) throw new RowError('externalAccounts lacks provider or id');
    return { provider, subject };
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RowError('externalAccounts is not JSON');
  }
}
