/** The languages that the pages for account holders are written in. */
export const PAGE_LANGUAGES = ['es', 'en', 'id'] as const;

/** One of {@link PAGE_LANGUAGES}. */
export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

/** The length limits of a password, in code points. */
export interface PasswordBounds {
  readonly minLength: number;
  readonly maxLength: number;
}

/** A page with only a message. */
export interface Notice {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Why a password was refused. */
export type PasswordProblem = 'missing' | 'mismatch' | 'too_short' | 'too_long' | 'too_common' | 'too_obvious';

/** The pages for account holders, in one language. */
export interface PageWording {
  readonly password: {
    readonly title: string;
    readonly intro: (owner: string) => string;
    readonly email: string;
    readonly password: string;
    readonly repeat: string;
    readonly rules: (bounds: PasswordBounds) => string;
    readonly submit: string;
    readonly consequence: string;
    readonly problems: Readonly<Record<PasswordProblem, (bounds: PasswordBounds) => string>>;
    readonly done: (owner: string) => Notice;
  };
  readonly email: {
    readonly title: string;
    readonly question: (email: string, owner: string) => string;
    readonly password: string;
    readonly submit: string;
    readonly wrong: string;
    readonly unknown: { readonly title: string; readonly consequence: string; readonly submit: string };
    readonly unasked: string;
    readonly done: (email: string, owner: string) => Notice;
    readonly takenOver: (email: string, owner: string) => Notice;
  };
  /** Shown if the browser runs no scripts. */
  readonly entry: {
    readonly title: string;
    readonly intro: string;
    readonly label: string;
    readonly submit: string;
    readonly missing: string;
  };
  readonly deadLink: Notice;
  readonly disabled: Notice;
  readonly busy: Notice;
}
