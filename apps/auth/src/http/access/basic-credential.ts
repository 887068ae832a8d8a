import { UUID } from '@portero/config';

const ESCAPE = /%(?<hex>[0-9a-f]{2})/giu;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/u;

/** Longer than any credential of ours. Longer text is not decoded. */
const MAX_LENGTH = 512;

/** The credential of an owner or a client, as a request presents it. */
export interface PresentedCredential {
  /** In lower case. */
  readonly uuid: string;
  readonly secret: string;
}

/** Reads HTTP Basic (RFC 7617) with a uuid as user, `Basic base64(uuid:secret)`; `null` for anything else. */
export function readBasic(header: string | undefined): PresentedCredential | null {
  if (header === undefined || header.length > MAX_LENGTH) return null;
  const [scheme, encoded, ...rest] = header.trim().split(/ +/u);
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined || rest.length > 0 || !BASE64.test(encoded))
    return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const uuid = unescape(text.slice(0, colon));
  return colon > 0 && UUID.test(uuid) ? { uuid: uuid.toLowerCase(), secret: unescape(text.slice(colon + 1)) } : null;
}

/**
 * OAuth clients escape both halves as a form does (RFC 6749, section 2.3.1), others don't; some escape even the dashes
 * of a uuid. No credential of ours has a `%` in it, nor a blank, for which a form's `+` would stand.
 */
function unescape(text: string): string {
  if (!text.includes('%')) return text;
  return text.replaceAll(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
