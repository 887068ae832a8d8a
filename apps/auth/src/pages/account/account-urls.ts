/**
 * Where mailed links lead. The token stands in the middle: mail programs that turn text into links leave out a dash or an
 * underscore at the end, and a token may end with one.
 */
export const ACCOUNT_ROOT = 'account';

/** The route of {@link passwordPageUrl}, below {@link ACCOUNT_ROOT}. */
export const PASSWORD_ROUTE = ':token/password';

/** The route of {@link emailPageUrl}, below {@link ACCOUNT_ROOT}. */
export const EMAIL_ROUTE = ':token/email';

/** What both routes say of a request. */
export interface TokenParam {
  readonly token: string;
}

/** The page where a new password is set. */
export function passwordPageUrl(publicUrl: string, token: string): string {
  return urlOf(publicUrl, PASSWORD_ROUTE, token);
}

/** The page where an e-mail address is confirmed. */
export function emailPageUrl(publicUrl: string, token: string): string {
  return urlOf(publicUrl, EMAIL_ROUTE, token);
}

function urlOf(publicUrl: string, route: string, token: string): string {
  return `${publicUrl}/${ACCOUNT_ROOT}/${route.replace(':token', token)}`;
}
