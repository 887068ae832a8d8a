/** The replacement for secrets in a log. */
const SECRET = '[secret]';
const TOKEN = '[token]';
const E_MAIL = '[e-mail]';

const CREDENTIAL = /\b(Basic|Bearer|Token|Key)\s+[\w+/=.~-]{8,}/giu;
const BASE64_RUN = /[A-Za-z0-9+/]+=?/gu;
/** 32 bytes in base64, with the sign that fills them up. */
const BASE64_LENGTH = 44;
/** Opaque tokens, without a slash, because a path in a stack trace is as long. */
const OPAQUE = /[\w-]{40,}/gu;

/** Maximal runs of the characters of a JWT or an e-mail. Each is read once, so the time is linear. */
const JWT_RUN = /[\w.-]+/gu;
const E_MAIL_RUN = /[\p{L}\p{N}._%+@-]+/gu;

const JWT_START = /\beyJ[\w-]/u;
const DOMAIN = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;

/**
 * The last safeguard for the log: it removes credentials, tokens and e-mails from texts, such as error messages of a
 * library. Passwords and codes cannot be recognised, so no code may log them. It takes linear time.
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

/** Three parts of base64url. The first one begins a JSON object; the third may be empty. */
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
