const PASSWORD = 'account/password';
const EMAIL = 'account/email';

/**
 * The routes of the pages behind mailed links. The second ones are for links of the first release, with the token in
 * the path. Proxies log the path, so such links are not mailed any more; existing ones work until they expire.
 */
export const PASSWORD_ROUTES = [PASSWORD, 'account/:token/password'];
export const EMAIL_ROUTES = [EMAIL, 'account/:token/email'];

/** The path parameters of the old routes. */
export interface TokenParam {
  readonly token: string;
}

/** A token as received, and as the form sends it back: `null` when it is in the path. */
export interface MailedToken {
  readonly token: string;
  readonly field: string | null;
}

/** The page where a new password is set. */
export function passwordPageUrl(publicUrl: string, token: string): string {
  return urlOf(publicUrl, PASSWORD, token);
}

/** The page where an e-mail address is confirmed. */
export function emailPageUrl(publicUrl: string, token: string): string {
  return urlOf(publicUrl, EMAIL, token);
}

/**
 * The token is in the fragment, which browsers do not send. It is not at the end, because mail programs that create
 * links from text drop a dash or an underscore there, and a token may end with one.
 */
function urlOf(publicUrl: string, route: string, token: string): string {
  return `${publicUrl}/${route}#token=${token}&v=1`;
}

/** Matches a token alone, or in a pasted link. */
const TOKEN = /(?<![\w-])[\w-]{43}(?![\w-])/u;

/** The token in a typed or pasted text; the text itself when there is none. */
export function tokenIn(text: string): string {
  const trimmed = text.trim().slice(0, 2000);
  return TOKEN.exec(trimmed.split('token=')[1] ?? trimmed)?.[0] ?? trimmed;
}
