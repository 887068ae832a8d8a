/**
 * The decisions that an installation makes about the core. The service derives them from its settings; the core
 * reads nothing else.
 */
export interface IdentityPolicy {
  /** `true`: an unknown account and a wrong password are told apart. `false`: one answer for both. */
  readonly revealAccounts: boolean;
  /** `true`: anyone may register an owner. `false`: only an operator does. */
  readonly ownerSignupOpen: boolean;
  /** `true`: an owner must be verified before its credential is worth anything. */
  readonly requireVerifiedOwner: boolean;
  /** ISO 3166-1 alpha-2 country of accounts that name none. */
  readonly defaultCountry: string;
  /** The uuid that the default owner is created with; `null` for a random one. */
  readonly defaultOwnerUuid: string | null;
  readonly passwords: PasswordPolicy;
  readonly codes: CodePolicy;
  readonly hashing: HashingPolicy;
}

/** Rules for passwords at the moment they are set. Lengths are Unicode code points after NFC. */
export interface PasswordPolicy {
  readonly minLength: number;
  readonly maxLength: number;
  /** Whether a password is too common to be accepted. */
  readonly isCommon: (password: string) => boolean;
}

/** Rules for one-time codes. */
export interface CodePolicy {
  readonly digits: number;
  readonly lifetimeSeconds: number;
  /** Wrong tries after which a code is dead. */
  readonly triesPerCode: number;
  /** Wrong tries an account has in an hour over all its codes; `null` for no such limit. */
  readonly triesPerHour: number | null;
}

/** Cost of argon2id (RFC 9106) and how many hashes run and wait at once. */
export interface HashingPolicy {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly concurrency: number;
  readonly queueLimit: number;
}

/** Injection token of the {@link IdentityPolicy}. */
export const IDENTITY_POLICY = Symbol('IdentityPolicy');
