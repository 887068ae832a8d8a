import { NO_DETAILS, type PersonalDetails } from '../accounts/personal-details';

/** A log-in that is sent to an old back end. */
export interface LegacyQuestion {
  /** As the user typed it. */
  readonly name: string;
  readonly password: string;
  readonly ownerUuid: string;
  /** What the old back end calls the name; `null` for what the dialect documents. */
  readonly nameField: string | null;
}

/** A request body, with its media type. */
export interface LegacyBody {
  readonly mediaType: string;
  readonly text: string;
}

/** A body in JSON. */
export function jsonBody(value: object): LegacyBody {
  return { mediaType: 'application/json', text: JSON.stringify(value) };
}

/** An answer of an old back end. `text` has at most 64 KiB. */
export interface LegacyAnswer {
  readonly status: number;
  readonly text: string;
}

/** What an old back end tells about a user who logged in there; `null` for what its dialect does not tell. */
export interface LegacyUser extends PersonalDetails {
  /** The id that its tokens name. */
  readonly externalId: string | null;
  readonly email: string | null;
  readonly username: string | null;
  /** Id or description. */
  readonly role: number | string | null;
}

/** The verdict of an old back end; with `user` for a right password. */
export type LegacyVerdict =
  { readonly kind: 'right'; readonly user: LegacyUser } | { readonly kind: 'wrong' | 'unknown' };

/** How one dialect logs in, from the side of a client. */
export interface LegacyDialect {
  readonly name: string;
  readonly body: (question: LegacyQuestion) => LegacyBody;
  /** `null` for an answer that this dialect does not have: the log-in is then neither accepted nor refused. */
  readonly read: (answer: LegacyAnswer) => LegacyVerdict | null;
}

/** A {@link LegacyUser} with only these values. */
export function legacyUser(told: Partial<LegacyUser>): LegacyUser {
  return { externalId: null, email: null, username: null, ...NO_DETAILS, role: null, ...told };
}
