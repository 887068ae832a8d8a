import type { LooseJson } from './http-client';

/** One server-sent event. */
export interface ReceivedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: LooseJson;
}

const PATIENCE_MS = 10_000;

/** Reads server-sent events (HTML Living Standard, section 9.2) from a separate connection. */
export class EventReader {
  private readonly received: ReceivedEvent[] = [];
  private readonly waiting: ((event: ReceivedEvent) => void)[] = [];

  private constructor(private readonly abort: AbortController) {}

  /** Opens the connection. Throws if the answer is not an event stream. */
  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<EventReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal });
    const type = response.headers.get('content-type');
    if (response.status !== 200 || type !== 'text/event-stream' || !response.body)
      throw new Error(`No event stream: ${response.status} ${type}`);
    const reader = new EventReader(abort);
    void reader.read(response.body).catch(() => undefined);
    return reader;
  }

  /** The next unread event. */
  next(): Promise<ReceivedEvent> {
    const known = this.received.shift();
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error('No event came'));
      }, PATIENCE_MS);
      this.waiting.push((event) => {
        clearTimeout(timer);
        resolve(event);
      });
    });
  }

  /** The next event that names a token. Other events only contain the position from which to continue. */
  async nextRevocations(): Promise<ReceivedEvent> {
    for (;;) {
      const event = await this.next();
      if (event.data.revocations.length > 0) return event;
    }
  }

  close(): Promise<void> {
    this.abort.abort();
    return Promise.resolve();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      blocks.forEach((block) => {
        this.take(block);
      });
    }
  }

  private take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 2)]),
    );
    const data = fields.get('data');
    if (data === undefined) return;
    const event = { id: fields.get('id') ?? '', event: fields.get('event') ?? '', data: JSON.parse(data) };
    const taker = this.waiting.shift();
    if (taker) taker(event);
    else this.received.push(event);
  }
}
