import type { IssuerTransport } from '../transport/issuer-transport.js';
import { EventStreamParser } from './event-stream-parser.js';
import { parseRevocationPage, type RevocationPage } from './revocation-page.js';

/** The issuer sends a line every 5 s. After three missing lines the connection counts as dead. */
const SILENCE_MS = 15_000;

/** Thrown when the issuer does not know a cursor any more; the feed must be read from its beginning. */
export class UnknownCursorError extends Error {}

/** The consumer of the stream. */
export interface StreamReader {
  /** Called for all data, including heartbeats. @returns whether to continue reading */
  heard(): boolean;
  /** @returns whether to continue reading */
  page(page: RevocationPage): boolean;
}

/** The feed as the issuer serves it: page by page, or as a stream of events. */
export class RevocationSource {
  private etag: { readonly cursor: string; readonly value: string } | undefined;

  constructor(
    private readonly url: URL,
    private readonly authorization: string,
    private readonly transport: IssuerTransport,
  ) {}

  /**
   * The entries after a cursor, or all entries; `undefined` if there are none.
   *
   * @throws {UnknownCursorError} and whatever the network does
   */
  async pageAfter(cursor: string | undefined): Promise<RevocationPage | undefined> {
    // A reader from the beginning needs all entries, changed or not.
    const known = cursor !== undefined && this.etag?.cursor === cursor ? this.etag.value : undefined;
    const headers = { authorization: this.authorization, ...(known === undefined ? {} : { 'if-none-match': known }) };
    const response = await this.transport.send({ url: this.urlAfter(cursor), headers });
    if (response.status === 304 && known !== undefined) return undefined;
    if (cursor !== undefined && isAboutTheCursor(response.status)) throw new UnknownCursorError('Unknown cursor.');
    if (response.status !== 200) throw new Error(`The feed was answered with status ${response.status}.`);
    const page = parseRevocationPage(response.text);
    const { etag } = response.headers;
    this.etag = etag === undefined || cursor === undefined ? undefined : { cursor, value: etag };
    return page;
  }

  /** Reads events until the stream ends, sends nothing for too long, or the consumer stops. Rejects when it breaks. */
  async follow(cursor: string | undefined, reader: StreamReader, signal: AbortSignal): Promise<void> {
    const headers = {
      authorization: this.authorization,
      accept: 'text/event-stream',
      ...(cursor === undefined ? {} : { 'last-event-id': cursor }),
    };
    const stream = await this.transport.open({ url: this.urlAfter(cursor), headers }, signal);
    const isStream = stream.statusCode === 200 && stream.headers['content-type']?.startsWith('text/event-stream');
    if (isStream !== true) {
      stream.destroy();
      throw new Error(`The stream was answered with status ${stream.statusCode ?? 0}.`);
    }
    const silence = setTimeout(() => stream.destroy(new Error('The stream fell silent.')), SILENCE_MS).unref();
    const parser = new EventStreamParser();
    stream.setEncoding('utf8');
    try {
      for await (const chunk of stream as AsyncIterable<string>) {
        silence.refresh();
        if (!reader.heard()) return;
        for (const { name, data } of parser.push(chunk)) {
          if (name === 'revocations' && !reader.page(parseRevocationPage(data))) return;
        }
      }
    } finally {
      clearTimeout(silence);
    }
  }

  private urlAfter(cursor: string | undefined): URL {
    const url = new URL(this.url);
    if (cursor !== undefined) url.searchParams.set('since', cursor);
    return url;
  }
}

/** Statuses that refuse a parameter, not the credential, and that do not describe the state of the service. */
function isAboutTheCursor(status: number): boolean {
  return status === 400 || status === 404 || status === 410 || status === 422;
}
