/** The content of a mail file. Missing fields are empty. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly date: Date;
  readonly text: string;
  readonly html: string;
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const ENCODED_WORD = /=\?utf-8\?([bq])\?([^?]*)\?=/gi;
const BETWEEN_ENCODED_WORDS = /\?=\s+=\?/g;

/** Reads the mails that this service writes: UTF-8, one level of `multipart/alternative`. It is not a general MIME parser. */
export function readEml(source: Buffer): ReceivedMail {
  const mail = parsePart(source.toString('latin1'));
  const parts = partsOf(mail);
  const header = (name: string) => decodeWords(mail.headers.get(name) ?? '');
  return {
    from: header('from'),
    to: header('to'),
    replyTo: header('reply-to'),
    subject: header('subject'),
    date: new Date(header('date')),
    text: contentOf(parts, 'text/plain'),
    html: contentOf(parts, 'text/html'),
  };
}

function parsePart(source: string): Part {
  const end = source.indexOf('\r\n\r\n');
  const head = end < 0 ? source : source.slice(0, end);
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const fields = lines.map((line) => [fieldName(line), line.slice(line.indexOf(':') + 1).trim()] as const);
  return { headers: new Map(fields), body: end < 0 ? '' : source.slice(end + 4) };
}

function fieldName(line: string): string {
  return line.slice(0, Math.max(0, line.indexOf(':'))).toLowerCase();
}

function partsOf(mail: Part): Part[] {
  const boundary = /boundary="([^"]+)"/.exec(mail.headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined) return [mail];
  const pieces = `\r\n${mail.body}`.split(`\r\n--${boundary}`);
  return pieces.slice(1, -1).map((piece) => parsePart(piece.replace(/^\r\n/, '')));
}

function contentOf(parts: readonly Part[], type: string): string {
  const part = parts.find(({ headers }) => headers.get('content-type')?.startsWith(type));
  if (part === undefined) return '';
  const bytes = decodeBody(part.body, part.headers.get('content-transfer-encoding') ?? '7bit');
  return bytes.toString('utf8').replaceAll('\r\n', '\n');
}

function decodeBody(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  return encoding === 'quoted-printable' ? decodeQuoted(body.replace(/=[ \t]*\r\n/g, '')) : Buffer.from(body, 'latin1');
}

function decodeWords(value: string): string {
  return value.replace(BETWEEN_ENCODED_WORDS, '?==?').replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, decodeRun);
}

/** Decoded as bytes first: one character may be spread over two encoded words. */
function decodeRun(run: string): string {
  const words = [...run.matchAll(ENCODED_WORD)].map(([, kind = '', text = '']) =>
    kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : decodeQuoted(text.replaceAll('_', ' ')),
  );
  return Buffer.concat(words).toString('utf8');
}

function decodeQuoted(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
