import type { MailData, MailTemplate } from '../mail';

/** The action that the mail asks for: a code to type, a link to follow, or none. */
export type Focus =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'link'; readonly label: string; readonly href: string }
  | { readonly kind: 'none' };

/** The texts of a mail before layout, all plain text. */
export interface MailContent {
  readonly subject: string;
  readonly greeting: string;
  readonly intro: string;
  readonly focus: Focus;
  /** Label and value. */
  readonly details: readonly (readonly [string, string])[];
  readonly notes: readonly string[];
}

/** Further data for a wording. */
export interface WordingContext {
  readonly to: string;
  /** The lifetime of a code or link, in the language of the wording. */
  readonly lifetime: (minutes: number) => string;
  /** A day and a minute, in the language of the wording. */
  readonly moment: (at: Date) => string;
}

/** Every kind of mail in one language. */
export type Wording = {
  readonly [T in MailTemplate]: (data: MailData[T], context: WordingContext) => MailContent;
};
