const PASSWORD = 'account/password';
const EMAIL = 'account/email';

/**
 * The routes of the pages that mailed links lead to. The second ones are for links that the first release mailed, with the
 * token in the path. Proxies log the path, so none is mailed any more; those in mailboxes work until they expire.
 */
export const PASSWORD_ROUTES = [PASSWORD, 'account/:token/password'];
export const EMAIL_ROUTES = [EMAIL, 'account/:token/email'];

/** What the old routes say of a request. */
export interface TokenParam {
  readonly token: string;
}

/** A token as it came, and as the form is to send it back: `null` when it is in the path. */
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
 * The token is in the fragment, which browsers send to nobody. It is not at the end: mail programs that turn text into
 * links leave out a dash or an underscore there, and a token may end with one.
 */
function urlOf(publicUrl: string, route: string, token: string): string {
  return `${publicUrl}/${route}#token=${token}&v=1`;
}

/** A token stands alone, or in a link that was pasted as a whole. */
const TOKEN = /(?<![\w-])[\w-]{43}(?![\w-])/u;

/** The token in what a reader typed or pasted; the text itself when there is none. */
export function tokenIn(text: string): string {
  const trimmed = text.trim().slice(0, 2000);
  return TOKEN.exec(trimmed.split('token=')[1] ?? trimmed)?.[0] ?? trimmed;
}
