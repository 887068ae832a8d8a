import { parseHeaderParameters } from '@auth/http/input/header-parameters';

/** A media type or range, as it stands in `Content-Type` and `Accept`. */
export interface MediaType {
  readonly main: string;
  readonly sub: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads a media type. Any text is accepted: without a slash, the subtype is empty. */
export function parseMediaType(text: string): MediaType {
  const { value, parameters } = parseHeaderParameters(text);
  const slash = value.indexOf('/');
  const [main, sub] = slash < 0 ? [value, ''] : [value.slice(0, slash), value.slice(slash + 1)];
  return { main, sub, parameters };
}

/** Whether one of our types, which have no parameters, matches another one. Wildcards on either side match. */
export function matchesMediaType(ours: string, other: MediaType): boolean {
  const { main, sub } = parseMediaType(ours);
  return (other.main === '*' || other.main === main) && (other.sub === '*' || other.sub === sub);
}

/** How specific a media range is, from 0 for any type to 3 for one with parameters. Quality values count for nothing. */
export function precedence({ main, sub, parameters }: MediaType): 0 | 1 | 2 | 3 {
  if (main === '*') return 0;
  if (sub === '*') return 1;
  const isBare = [...parameters.keys()].every((name) => name === 'q');
  return isBare ? 2 : 3;
}
