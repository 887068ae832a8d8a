import { messageReader, textAt } from './frames.mjs';

/**
 * Reads one connection between a client and PostgreSQL. A round trip ends when the server is ready for the next query. Then
 * `onRoundTrip` receives the texts of its statements and the number of statements that the server completed.
 */
export class Conversation {
  #prepared = new Map();
  #portals = new Map();
  #texts = [];
  #completed = 0;
  #onRoundTrip;

  constructor(onRoundTrip) {
    this.#onRoundTrip = onRoundTrip;
    this.fromClient = messageReader(true, (type, body) => this.#readClient(type, body));
    this.fromServer = messageReader(false, (type) => this.#readServer(type));
  }

  #readClient(type, body) {
    if (type === 'Q') this.#texts.push(textAt(body, 0).text);
    if (type === 'P') {
      const { text: name, next } = textAt(body, 0);
      this.#prepared.set(name, textAt(body, next).text);
    }
    if (type === 'B') {
      const { text: portal, next } = textAt(body, 0);
      this.#portals.set(portal, this.#prepared.get(textAt(body, next).text) ?? '');
    }
    if (type === 'E') this.#texts.push(this.#portals.get(textAt(body, 0).text) ?? '');
  }

  #readServer(type) {
    // CommandComplete, EmptyQueryResponse
    if (type === 'C' || type === 'I') this.#completed += 1;
    if (type !== 'Z') return;
    if (this.#texts.length > 0) this.#onRoundTrip(this.#texts.join('; '), this.#completed);
    this.#texts = [];
    this.#completed = 0;
  }
}
