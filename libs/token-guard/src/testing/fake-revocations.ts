import type { ServerResponse } from 'node:http';
import type { Revocation, SessionRevocation } from '../revocation/revocation-page.js';

const HEARTBEAT_MS = 5_000;

/** The fake issuer's feed: every revocation in its order, by pages or as events. */
export class FakeRevocations {
  /** Entries of one page. */
  pageSize = 1000;
  private readonly entries: (Revocation | SessionRevocation)[] = [];
  private readonly streams = new Set<ServerResponse>();

  /** Revokes at once, on every open stream too. */
  add(entry: Revocation | SessionRevocation): void {
    this.entries.push(entry);
    for (const stream of this.streams) sendEvent(stream, this.pageAfter(this.entries.length - 1));
  }

  /** Begins anew, as an issuer whose database was put back: cursors that it gave mean nothing any more. */
  reset(): void {
    this.entries.length = 0;
    this.cut();
  }

  /** Cuts every open stream. */
  cut(): void {
    for (const stream of this.streams) stream.destroy();
    this.streams.clear();
  }

  /** The page after a cursor, as JSON text; `undefined` if the cursor was never given. */
  page(since: string | null): string | undefined {
    const place = since === null ? 0 : placeOf(since);
    return place === undefined || place > this.entries.length ? undefined : this.pageAfter(place);
  }

  /** Streams what comes after a cursor, and from then on everything new. */
  stream(since: string | null, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': heartbeat\n\n');
    const place = placeOf(since ?? '0') ?? 0;
    if (place < this.entries.length) sendEvent(response, this.pageAfter(place));
    this.streams.add(response);
    const heartbeat = setInterval(() => response.write(': heartbeat\n\n'), HEARTBEAT_MS).unref();
    response.on('close', () => {
      clearInterval(heartbeat);
      this.streams.delete(response);
    });
  }

  private pageAfter(place: number): string {
    const revocations = this.entries.slice(place, place + this.pageSize);
    const end = place + revocations.length;
    return JSON.stringify({ cursor: `${end}.0`, revocations, more: end < this.entries.length });
  }
}

function placeOf(cursor: string): number | undefined {
  const place = Number.parseInt(cursor, 10);
  return Number.isSafeInteger(place) && place >= 0 ? place : undefined;
}

function sendEvent(response: ServerResponse, page: string): void {
  const { cursor } = JSON.parse(page) as { cursor: string };
  response.write(`id: ${cursor}\nevent: revocations\ndata: ${page}\n\n`);
}
