import type { MailData, MailTemplate } from '../mail';

/** What the reader is to take from the mail: something to type, something to follow, or nothing. */
export type Focus =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'link'; readonly label: string; readonly href: string }
  | { readonly kind: 'none' };

/** A mail in words, before it is laid out. Plain text throughout. */
export interface MailContent {
  readonly subject: string;
  readonly greeting: string;
  readonly intro: string;
  readonly focus: Focus;
  /** Label and value. */
  readonly details: readonly (readonly [string, string])[];
  readonly notes: readonly string[];
}

/** What a wording may use besides the mail's own data. */
export interface WordingContext {
  readonly to: string;
  /** How long a code or link lives, in the language of the wording. */
  readonly lifetime: (minutes: number) => string;
}

/** Every kind of mail in one language. */
export type Wording = {
  readonly [T in MailTemplate]: (data: MailData[T], context: WordingContext) => MailContent;
};
