import { NO_DETAILS, type PersonalDetails } from '../accounts/personal-details';

/** A log-in that is sent to an old back end. */
export interface LegacyQuestion {
  /** As the user typed it. */
  readonly name: string;
  readonly password: string;
  readonly ownerUuid: string;
  /** The old back end's name of this field; `null` for the name that the dialect documents. */
  readonly nameField: string | null;
}

/** A request body, with its media type. */
export interface LegacyBody {
  readonly mediaType: string;
  readonly text: string;
}

/** Encodes a body as JSON. */
export function jsonBody(value: object): LegacyBody {
  return { mediaType: 'application/json', text: JSON.stringify(value) };
}

/** An answer of an old back end. `text` has at most 64 KiB. */
export interface LegacyAnswer {
  readonly status: number;
  readonly text: string;
}

/** The data of a user in the answer of an old back end; `null` for data that its dialect does not give. */
export interface LegacyUser extends PersonalDetails {
  /** The id in its tokens. */
  readonly externalId: string | null;
  readonly email: string | null;
  readonly username: string | null;
  /** Id or description of the role. */
  readonly role: number | string | null;
}

/** The result of a log-in at an old back end; with `user` for a right password. */
export type LegacyVerdict =
  { readonly kind: 'right'; readonly user: LegacyUser } | { readonly kind: 'wrong' | 'unknown' };

/** The log-in of one dialect, seen from the client. */
export interface LegacyDialect {
  readonly name: string;
  readonly body: (question: LegacyQuestion) => LegacyBody;
  /** `null` for an answer that does not belong to this dialect: the log-in is then neither accepted nor refused. */
  readonly read: (answer: LegacyAnswer) => LegacyVerdict | null;
}

/** A {@link LegacyUser} with the given values; the others are `null`. */
export function legacyUser(told: Partial<LegacyUser>): LegacyUser {
  return { externalId: null, email: null, username: null, ...NO_DETAILS, role: null, ...told };
}
