/** Escaped HTML. Only {@link html} makes it. */
export class Markup {
  /** @internal */
  constructor(private readonly source: string) {}

  toString(): string {
    return this.source;
  }
}

type Piece = string | number | Markup | readonly Markup[] | null;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Tag of a template string that is HTML. Inserted values are escaped for text and for quoted attribute values. Other
 * markup is inserted unchanged; `null` inserts nothing.
 */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(parts.map((part, index) => part + sourceOf(pieces[index] ?? null)).join(''));
}

function sourceOf(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof Markup) return piece.toString();
  if (typeof piece === 'object') return piece.join('');
  return String(piece).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
