/** What stands instead of what must not be in a log. */
const SECRET = '[secret]';
const TOKEN = '[token]';
const E_MAIL = '[e-mail]';

const CREDENTIAL = /\b(Basic|Bearer|Token|Key)\s+[\w+/=.~-]{8,}/giu;
const BASE64_RUN = /[A-Za-z0-9+/]+=?/gu;
/** 32 bytes in base64, with the sign that fills them up. */
const BASE64_LENGTH = 44;
/** Opaque tokens. No slash: a path in a stack trace is as long. */
const OPAQUE = /[\w-]{40,}/gu;

/** Maximal runs of what a JWT or an e-mail consists of. Each is read once, so the time grows with the text. */
const JWT_RUN = /[\w.-]+/gu;
const E_MAIL_RUN = /[\p{L}\p{N}._%+@-]+/gu;

const JWT_START = /\beyJ[\w-]/u;
const DOMAIN = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;

/**
 * The last net below everything that writes to the log: credentials, tokens and e-mails that found their way into a text,
 * say in the message of an error of some library. Passwords and codes look like anything, so nothing may log them at all.
 * Takes time in proportion to the length of the text.
 */
export function conceal(text: string): string {
  let rest = text.replace(CREDENTIAL, `$1 ${SECRET}`);
  // Most lines hold none of these marks, and are not searched for the rest.
  if (rest.includes('eyJ')) rest = rest.replace(JWT_RUN, withoutJwt);
  if (rest.includes('=')) rest = rest.replace(BASE64_RUN, withoutKey);
  rest = rest.replace(OPAQUE, SECRET);
  return rest.includes('@') ? rest.replace(E_MAIL_RUN, withoutEmails) : rest;
}

function withoutKey(run: string): string {
  return run.length < BASE64_LENGTH || !run.endsWith('=') ? run : `${run.slice(0, -BASE64_LENGTH)}${SECRET}`;
}

/** Three parts of base64url, of which the first begins an object of JSON; the third may be empty. */
function withoutJwt(run: string): string {
  const parts = run.split('.');
  const kept: string[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const start = parts[index + 1] && parts[index + 2] !== undefined ? part.search(JWT_START) : -1;
    kept.push(start === -1 ? part : `${part.slice(0, start)}${TOKEN}`);
    if (start !== -1) index += 2;
  }
  return kept.join('.');
}

function withoutEmails(run: string): string {
  const [first = '', ...others] = run.split('@');
  let local = first;
  let kept = '';
  for (const part of others) {
    const domain = local === '' ? null : DOMAIN.exec(part);
    kept += domain ? E_MAIL : `${local}@`;
    local = domain ? part.slice(domain[0].length) : part;
  }
  return kept + local;
}
