import { basic } from '../http/http-client';

/** The values that a state created, and the printed values that stand for them. */
export interface Given {
  /** Printed text → the real one. Only whole values are replaced: a path segment, a parameter, a header, a field. */
  readonly replace: Readonly<Record<string, string>>;
  /** Printed id → the real one: in a path segment, and in bodies where the pair says that there is an id. */
  readonly ids?: Readonly<Record<number, number>>;
  /** The credential that hardened mode requires on owner-scoped operations. */
  readonly owner?: { readonly uuid: string; readonly secret: string };
}

/** Replaces the printed values by the real values of a state. */
export class Substitution {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly ids: ReadonlyMap<number, number>;

  constructor({ replace, ids = {} }: Given) {
    this.texts = new Map(Object.entries(replace));
    this.ids = new Map(Object.entries(ids).map(([printed, real]) => [Number(printed), real]));
  }

  /** A text. */
  text(printed: string): string {
    return this.texts.get(printed) ?? printed;
  }

  /** The id of an account. An id that the state does not know is not changed. */
  id(printed: number): number {
    return this.ids.get(printed) ?? printed;
  }

  /** Whether the state has a real value for a printed id. */
  knowsId(printed: number): boolean {
    return this.ids.has(printed);
  }

  /** Whether the state has a real value for a printed text. */
  knowsText(printed: string): boolean {
    return this.texts.has(printed);
  }

  /** A path with its query. */
  path(printed: string): string {
    const [path = '', query] = printed.split('?');
    const segments = path.split('/').map((segment) => this.segment(segment));
    return query === undefined ? segments.join('/') : `${segments.join('/')}?${this.query(query)}`;
  }

  /** A header. The parts of `Bearer` and `Basic` credentials are replaced separately. */
  header(name: string, printed: string): string {
    if (name.toLowerCase() !== 'authorization') return this.text(printed);
    const [scheme = '', credential = ''] = printed.split(' ');
    if (scheme !== 'Basic') return `${scheme} ${this.text(credential)}`;
    const [uuid = '', secret = ''] = Buffer.from(credential, 'base64').toString('utf8').split(':');
    return basic({ uuid: this.text(uuid), secret: this.text(secret) });
  }

  /** A body: its texts are replaced at every depth. Keys and numbers are not changed. */
  body(printed: unknown): unknown {
    if (typeof printed === 'string') return this.text(printed);
    if (Array.isArray(printed)) return printed.map((each) => this.body(each));
    if (typeof printed !== 'object' || printed === null) return printed;
    return Object.fromEntries(Object.entries(printed).map(([key, value]) => [key, this.body(value)]));
  }

  private segment(printed: string): string {
    const id = /^\d+$/u.test(printed) ? Number(printed) : null;
    return id !== null && this.knowsId(id) ? String(this.id(id)) : this.urlPart(printed);
  }

  private query(printed: string): string {
    return printed
      .split('&')
      .map((parameter) => {
        const [name = '', value = ''] = parameter.split('=');
        return `${name}=${this.urlPart(value)}`;
      })
      .join('&');
  }

  private urlPart(printed: string): string {
    return encodeURIComponent(this.text(decodeURIComponent(printed)));
  }
}
