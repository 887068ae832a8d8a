/** A log-in that is asked of an old back end. */
export interface LegacyQuestion {
  /** As it was typed. */
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

/** What an old back end tells of a user that it lets in; `null` for what its dialect does not tell. */
export interface LegacyUser {
  /** The id that its tokens name. */
  readonly externalId: string | null;
  readonly email: string | null;
  readonly username: string | null;
  readonly name: string | null;
  readonly surname: string | null;
  readonly phone: string | null;
  /** Id or description. */
  readonly role: number | string | null;
}

/** What an old back end says: `user` for a right password. */
export type LegacyVerdict =
  { readonly kind: 'right'; readonly user: LegacyUser } | { readonly kind: 'wrong' | 'unknown' };

/** How one dialect logs in, from the side of a client. */
export interface LegacyDialect {
  readonly name: string;
  readonly body: (question: LegacyQuestion) => LegacyBody;
  /** `null` for an answer that is not of this dialect: it lets nobody in, and turns nobody away as wrong. */
  readonly read: (answer: LegacyAnswer) => LegacyVerdict | null;
}

/** A {@link LegacyUser} of whom an answer tells only this. */
export function legacyUser(told: Partial<LegacyUser>): LegacyUser {
  return { externalId: null, email: null, username: null, name: null, surname: null, phone: null, role: null, ...told };
}
