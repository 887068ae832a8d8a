/** What must not stand in a log, and what stands there instead. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(Basic|Bearer|Token|Key)\s+[\w+/=.~-]{8,}/giu, '$1 [secret]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/gu, '[token]'],
  [/[A-Za-z0-9+/]{43}=/gu, '[secret]'],
  // Opaque tokens. No slash: a path in a stack trace is as long.
  [/[\w-]{40,}/gu, '[secret]'],
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '[e-mail]'],
];

/**
 * The last net below everything that writes to the log: credentials, tokens and e-mails that found their way into a text,
 * say in the message of an error of some library. Passwords and codes look like anything, so nothing may log them at all.
 */
export function conceal(text: string): string {
  return SECRETS.reduce((concealed, [pattern, instead]) => concealed.replace(pattern, instead), text);
}
