/** A header value with parameters: `text/html; charset=utf-8`. */
export interface ParametrizedHeader {
  /** In lower case. */
  readonly value: string;
  /** By their names in lower case; quoted values without their quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads a header value with parameters (RFC 9110, section 5.6.6). It refuses nothing: invalid parts are left out, and
 * the last of repeated parameters counts.
 */
export function parseHeaderParameters(text: string): ParametrizedHeader {
  const [value = '', ...rest] = splitOutsideQuotes(text);
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const name = part.slice(0, equals).trim().toLowerCase();
    const text = unquoted(part.slice(equals + 1).trim());
    if (name.endsWith('*')) parameters.set(name.slice(0, -1), unextended(text));
    else parameters.set(name, text);
  }
  return { value: value.toLowerCase(), parameters };
}

/** Splits at semicolons, except those with an odd number of quotation marks before them. */
function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index <= text.length; index += 1) {
    const character = text[index];
    if (character === '"') quoted = !quoted;
    if (index < text.length && (character !== ';' || quoted)) continue;
    parts.push(text.slice(start, index).trim());
    start = index + 1;
    quoted = false;
  }
  return parts;
}

function unquoted(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value.slice(1, -1).replaceAll('\\\\', '\\').replaceAll('\\"', '"');
}

/** The text of an extended value (RFC 8187): `UTF-8''na%C3%AFve`. */
function unextended(value: string): string {
  const [, , text, ...more] = value.split("'");
  if (text === undefined || more.length > 0) return value;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
