import { readFileSync } from 'node:fs';
import type { PasswordSettings, Settings } from '@portero/config';
import {
  type Clock,
  type IdentityOptions,
  type IdentityPolicy,
  type PasswordPolicy,
  readOrCreateMasterKey,
  readPreviousMasterKey,
} from '@portero/identity';

/** The owner uuid of the published document, so that every printed sample finds an owner. */
const DOCUMENTED_OWNER_UUID = 'bdd339af-b926-4215-94d6-29375773695d';

const MAX_PASSWORD_LENGTH = 128;
const TRIES_PER_CODE = 5;

/** Options of the process that do not depend on the settings. */
export interface IdentityRuntime {
  /** The machine's clock unless a test brings its own. */
  readonly clock?: Clock | undefined;
  /** `false` for a process that ends too soon to send mails and webhooks. */
  readonly sendsMail?: boolean;
  /**
   * `false` for a process that must not sweep automatically, such as one with its own clock, because the timer uses the
   * machine's clock.
   */
  readonly sweeps?: boolean;
  /** `false` for a process that serves no requests, and so limits nobody. */
  readonly limits?: boolean;
}

/**
 * Turns the settings into the options of the core, in the same way for the service and the operator's command. Creates the
 * master key file if neither the file nor `MASTER_KEY` exists.
 */
export function identityOptions(
  settings: Settings,
  { clock, sendsMail = true, sweeps = clock === undefined, limits = true }: IdentityRuntime = {},
): IdentityOptions {
  const { mail, dataDir } = settings;
  return {
    policy: identityPolicy(settings),
    ...masterKeys(settings),
    mail: { smtpUrl: mail.smtpUrl, from: mail.from, dataDir, sends: sendsMail },
    ...(clock && { clock }),
    limitStore: limits && settings.limits.enabled ? settings.limits.store : { kind: 'memory' },
    sweeps,
  };
}

/** Both keys come from the settings, or both from the files, because a previous key belongs to one successor. */
function masterKeys({ secrets }: Settings): Pick<IdentityOptions, 'masterKey' | 'previousMasterKey'> {
  const { masterKey, masterKeyPrevious, masterKeyFile } = secrets;
  if (masterKey !== null) return { masterKey, previousMasterKey: masterKeyPrevious };
  return {
    masterKey: readOrCreateMasterKey(masterKeyFile),
    previousMasterKey: readPreviousMasterKey(masterKeyFile),
  };
}

function identityPolicy(settings: Settings): IdentityPolicy {
  const { mode, passwords, codes, owners, limits, audit, keys, sessions } = settings;
  const documented = mode === 'documented';
  return {
    revealAccounts: documented,
    ownerSignupOpen: owners.signup === 'open',
    requireVerifiedOwner: !documented,
    defaultCountry: owners.defaultCountry,
    defaultOwnerUuid: documented ? DOCUMENTED_OWNER_UUID : null,
    passwords: { ...passwordPolicy(passwords), refusesObvious: !documented, serviceWords: serviceWords(settings) },
    codes: {
      digits: codes.length,
      lifetimeSeconds: codes.lifetimeSeconds,
      triesPerCode: TRIES_PER_CODE,
    },
    hashing: {
      implementation: passwords.hasher,
      memoryKib: passwords.argon2.memoryKib,
      passes: passwords.argon2.time,
      parallelism: passwords.argon2.parallelism,
      concurrency: passwords.hashConcurrency,
      queueLimit: passwords.hashQueueLimit,
      peppers: passwords.peppers,
    },
    keys,
    limits: limits.enabled ? limits : null,
    sessionsPerUser: sessions.perUser,
    repeatsRefresh: sessions.refreshRetry === 'repeat',
    webhooksToLoopback: documented,
    securityNotices: !documented,
    auditRetentionDays: audit.retentionDays,
  };
}

function passwordPolicy({
  minLength,
  list,
  breachedUrl,
}: PasswordSettings): Omit<PasswordPolicy, 'refusesObvious' | 'serviceWords'> {
  return {
    minLength,
    maxLength: MAX_PASSWORD_LENGTH,
    isCommon: commonPasswords(list),
    breachedUrl,
  };
}

/** Its public host, and its name in mails. */
function serviceWords({ http, mail }: Settings): readonly string[] {
  return [new URL(http.publicUrl).hostname, mail.from.name, mail.from.address];
}

/**
 * A custom list is read at start, so that a missing file is reported then. The built-in one is loaded with the first
 * new password.
 */
function commonPasswords(list: PasswordSettings['list']): PasswordPolicy['isCommon'] {
  if (list.kind === 'none') return () => false;
  let known = list.kind === 'common' ? null : setOf(readFileSync(list.path, 'utf8').split(/\r?\n/u));
  return (password) => (known ??= setOf(usualPasswords())).has(password.toLowerCase());
}

function usualPasswords(): readonly string[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loads half a megabyte of words when they are needed, and the check of a password cannot wait for an import
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
  return dictionary['passwords-common'];
}

function setOf(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.map((word) => word.normalize('NFC').toLowerCase()));
}
