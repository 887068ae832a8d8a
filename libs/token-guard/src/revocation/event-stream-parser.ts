/** One server-sent event. */
export interface ServerEvent {
  /** `message` unless named. */
  readonly name: string;
  readonly data: string;
}

/** The maximum number of characters of an event. */
const LONGEST_EVENT = 4_194_304;

/** Splits a stream of server-sent events (WHATWG HTML, 9.2.6) into events, independently of its chunks. */
export class EventStreamParser {
  private rest = '';
  private name = '';
  private data: string[] = [];
  private length = 0;

  /** @throws {Error} if an event is too long */
  push(chunk: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    const text = this.rest + chunk;
    // A carriage return at the end may be the first half of a line break.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/u);
    this.rest = (lines.pop() ?? '') + text.slice(whole.length);
    for (const line of lines) {
      const event = this.read(line);
      if (event !== undefined) events.push(event);
    }
    if (this.rest.length + this.length > LONGEST_EVENT) throw new Error('An event is too long.');
    return events;
  }

  private read(line: string): ServerEvent | undefined {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /u, '');
    if (field === 'event') this.name = value;
    if (field === 'data') {
      this.data.push(value);
      this.length += value.length;
    }
    return undefined;
  }

  private dispatch(): ServerEvent | undefined {
    const event = this.data.length === 0 ? undefined : { name: this.name || 'message', data: this.data.join('\n') };
    this.name = '';
    this.data = [];
    this.length = 0;
    return event;
  }
}
