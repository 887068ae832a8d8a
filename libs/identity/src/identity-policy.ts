/**
 * The decisions that an installation makes about the core. The service derives them from its settings; the core
 * reads nothing else.
 */
export interface IdentityPolicy {
  /** `true`: an unknown account and a wrong password are told apart. `false`: one answer for both. */
  readonly revealAccounts: boolean;
  /** `true`: anyone may register an owner. `false`: only an operator does. */
  readonly ownerSignupOpen: boolean;
  /** `true`: the credential of an unverified owner is refused. */
  readonly requireVerifiedOwner: boolean;
  /** ISO 3166-1 alpha-2 country of accounts that give none. */
  readonly defaultCountry: string;
  /** The uuid that the default owner is created with; `null` for a random one. */
  readonly defaultOwnerUuid: string | null;
  readonly passwords: PasswordPolicy;
  readonly codes: CodePolicy;
  readonly hashing: HashingPolicy;
  readonly keys: KeyPolicy;
  /** `null`: nothing is limited. */
  readonly limits: LimitsPolicy | null;
  /** Sessions of one profile that a user may have open; the oldest ends when another one begins. */
  readonly sessionsPerUser: number;
  /** `true`: a double submit of a refresh token gets the same tokens again. `false`: it is refused. */
  readonly repeatsRefresh: boolean;
  /** Whether webhooks may go to this machine, also over `http:`. */
  readonly webhooksToLoopback: boolean;
  /** Whether users get mails about changed passwords and new networks, if their owner has not decided this. */
  readonly securityNotices: boolean;
  /** Audit events are deleted when they are older. */
  readonly auditRetentionDays: number;
}

/** Rules for passwords at the moment they are set. Lengths are Unicode code points after NFC. */
export interface PasswordPolicy {
  readonly minLength: number;
  readonly maxLength: number;
  /** Whether a password is too common to be accepted. */
  readonly isCommon: (password: string) => boolean;
  /** URL of the range service of breached passwords, without the prefix; `null` for none. */
  readonly breachedUrl: string | null;
  /** Whether passwords that are easily guessed from the account's own data are refused. */
  readonly refusesObvious: boolean;
  /** Names of the service, including its host. They count as obvious words in every password. */
  readonly serviceWords: readonly string[];
}

/** Rules for one-time codes. */
export interface CodePolicy {
  readonly digits: number;
  readonly lifetimeSeconds: number;
  /** Wrong tries after which a code is refused. */
  readonly triesPerCode: number;
}

/** When signing keys are replaced. */
export interface KeyPolicy {
  /** A key is replaced automatically after signing for this long; `null`: only by command. */
  readonly rotationDays: number | null;
  /** How long the next key is published before it signs. */
  readonly publishAheadSeconds: number;
}

/** Cost of argon2id (RFC 9106), what computes it, and how many hashes run and wait at once. */
export interface HashingPolicy {
  /** `node-rs`: `@node-rs/argon2`; `auto`: that, or `argon2` where it has no binary. The hashes are the same. */
  readonly implementation: 'auto' | 'argon2' | 'node-rs';
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly concurrency: number;
  readonly queueLimit: number;
  /** The peppers and signer keys that imported hashes refer to by name. */
  readonly peppers: Readonly<Record<string, string>>;
}

/** Rate limits. A network is an IPv4 address or an IPv6 /64. */
export interface LimitsPolicy {
  /** Requests of a network in a minute. */
  readonly requestsPerMinute: number;
  /** Accounts that a network makes in an hour without an owner's credential. */
  readonly signUpsPerHour: number;
  /** Codes that a network asks for in an hour without an owner's credential. */
  readonly codesPerHour: number;
  /** Users that an owner gets in an hour. */
  readonly ownerUsersPerHour: number;
  /** Codes that are requested in an hour at one owner; each is a mail. */
  readonly ownerCodesPerHour: number;
}

/** Injection token of the {@link IdentityPolicy}. */
export const IDENTITY_POLICY = Symbol('IdentityPolicy');
