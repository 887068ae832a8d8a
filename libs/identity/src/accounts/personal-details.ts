import type { User } from '@portero/database';

/** Data of a user that nothing depends on, with the maximum length of a text that is imported from another system. */
export const LONGEST_DETAILS = { name: 200, surname: 200, phone: 40 } as const;

/** One of the columns of personal details. The property of {@link User} has the same name. */
export type PersonalDetail = keyof typeof LONGEST_DETAILS;

/** Texts as users typed them; `null` when absent. */
export type PersonalDetails = Readonly<Pick<User, PersonalDetail>>;

/** The columns of `users` that hold personal details. */
export const PERSONAL_DETAILS = Object.keys(LONGEST_DETAILS) as readonly PersonalDetail[];

/** The same, for a statement that reads the table `users u`. */
export const PERSONAL_COLUMNS = PERSONAL_DETAILS.map((detail) => `u.${detail}`).join(', ');

/** The personal details in a row or a request. */
export function personalDetailsOf(source: PersonalDetails): PersonalDetails {
  return pick((detail) => source[detail]);
}

/** The personal details from another system. Texts that are too long or unreadable are left out. */
export function foreignDetailsOf(source: PersonalDetails): PersonalDetails {
  return pick((detail) => boundedText(source[detail], LONGEST_DETAILS[detail]));
}

/** A text from another system; `null` when it is empty, too long, or has a character that the database refuses. */
export function boundedText(text: string | null, longest: number): string | null {
  return text === null || text === '' || text.length > longest || text.includes('\0') ? null : text;
}

/** The personal details of a user who gave none. */
export const NO_DETAILS = pick(() => null);

function pick(read: (detail: PersonalDetail) => string | null): PersonalDetails {
  const details: Partial<Record<PersonalDetail, string | null>> = {};
  for (const detail of PERSONAL_DETAILS) details[detail] = read(detail);
  return details as PersonalDetails;
}
