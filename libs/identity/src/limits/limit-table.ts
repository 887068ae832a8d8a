import type { LimitsPolicy } from '../identity-policy';

/** A maximum count within a number of seconds, which start at the first event. */
export interface Limit {
  readonly most: number;
  readonly seconds: number;
}

const MINUTE = 60;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An owner itself may do more than all strangers together, but must not flood mailboxes. */
const CREDENTIAL_FACTOR = 10;

/**
 * Wrong codes on one account, over all its codes. The limit for all callers together is higher than that of one caller,
 * so that one stranger cannot use up the tries of others.
 */
export const CODE_TRIES = { byCallerPerHour: 20, perHour: 60, perDay: 100 } as const;

/** The names of the limits of {@link CODE_TRIES}, wherever their counts are stored. */
export const CODE_TRY_LIMITS = {
  byCallerPerHour: 'codes_tried_by_caller',
  perHour: 'codes_tried',
  perDay: 'codes_tried_a_day',
} as const;

/** The limits that an installation sets, and those that are the same everywhere. A network is one caller. */
export function limitTable(policy: LimitsPolicy) {
  return {
    /** Requests of a network, except for those that only back ends and proxies make. */
    requests: { most: policy.requestsPerMinute, seconds: MINUTE },
    /** Requests from a network of back ends and proxies, which call on behalf of many people. */
    back_end_requests: { most: 60_000, seconds: MINUTE },
    /** Accounts that a network makes without an owner's credential. */
    sign_ups: { most: policy.signUpsPerHour, seconds: HOUR },
    /** Registrations of one e-mail that nobody has confirmed, by one network and by all strangers: each of them is a mail. */
    registrations_of_email_by_caller: { most: 5, seconds: HOUR },
    registrations_of_email: { most: 20, seconds: HOUR },
    /** Codes that a network asks for without an owner's credential. */
    codes_by_network: { most: policy.codesPerHour, seconds: HOUR },
    /** Codes that one caller requests for one account. */
    codes_by_account_and_caller: { most: 20, seconds: HOUR },
    /** Codes that all strangers together request for one account: each is a mail to the same mailbox. */
    codes_by_account: { most: 60, seconds: HOUR },
    /** Codes that strangers request for all accounts of an owner together; each is a mail. */
    codes_by_owner: { most: policy.ownerCodesPerHour, seconds: HOUR },
    /** The same for requests with the credential of that owner. */
    codes_by_credential: { most: CREDENTIAL_FACTOR * policy.ownerCodesPerHour, seconds: HOUR },
    /** Users that an owner gets from strangers. */
    users_by_owner: { most: policy.ownerUsersPerHour, seconds: HOUR },
    /** Users that an owner creates itself. */
    users_by_credential: { most: CREDENTIAL_FACTOR * policy.ownerUsersPerHour, seconds: HOUR },
    /** Wrong passwords of a network for one account. */
    passwords: { most: 10, seconds: QUARTER },
    /** Wrong passwords of a network for any account: one password tried on many accounts. */
    passwords_by_network: { most: 500, seconds: QUARTER },
    /** Likewise of an IPv6 /56 and a /48, which hold 256 and 65,536 networks but belong to one customer. */
    passwords_by_56: { most: 1000, seconds: QUARTER },
    passwords_by_48: { most: 2000, seconds: QUARTER },
    /** Wrong passwords of all networks for one account. When this limit is exceeded, the account is locked for a while. */
    passwords_by_account: { most: 50, seconds: HOUR },
    /** Requests to an old back end about one account that one network causes. A right password resets the count. */
    legacy_questions: { most: 10, seconds: QUARTER },
    /** Wrong codes of a network for any account. */
    codes_tried_by_network: { most: 200, seconds: QUARTER },
    /** Codes tried for an unknown account, by one caller and by all. The limits equal those of an existing account. */
    codes_tried_on_nobody: { most: CODE_TRIES.byCallerPerHour, seconds: HOUR },
    codes_tried_on_nobody_by_all: { most: CODE_TRIES.perHour, seconds: HOUR },
    codes_tried_on_nobody_a_day: { most: CODE_TRIES.perDay, seconds: DAY },
    /** Wrong owner credentials of a network. */
    credentials_by_network: { most: 100, seconds: QUARTER },
    /** Tokens of another provider that a network sends. Each one causes a request to the provider. */
    provider_tokens: { most: 60, seconds: MINUTE },
    /** Such tokens that the provider refused. */
    provider_tokens_refused: { most: 20, seconds: QUARTER },
  } as const satisfies Record<string, Limit>;
}

/** The name of a limit and of its counter. */
export type LimitName = keyof ReturnType<typeof limitTable>;

const PUBLIC_NAMES: Partial<Record<LimitName, string>> = {
  codes_tried_on_nobody: CODE_TRY_LIMITS.byCallerPerHour,
  codes_tried_on_nobody_by_all: CODE_TRY_LIMITS.perHour,
  codes_tried_on_nobody_a_day: CODE_TRY_LIMITS.perDay,
};

/** Limits whose state callers may see, because it is the same for existing and unknown accounts. */
export function publicName(name: LimitName): string {
  return PUBLIC_NAMES[name] ?? name;
}
