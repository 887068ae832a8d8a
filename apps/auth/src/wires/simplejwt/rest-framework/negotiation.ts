import type { FastifyRequest } from 'fastify';
import { parseInteger } from '../python/python-text';
import { readUrlEncoded } from './form-data';
import { matchesMediaType, parseMediaType, precedence } from './media-type';

/** The result of the request's `format` and `Accept`: the indentation of JSON, or a refusal. */
export type Negotiated = { readonly indent: number | null } | { readonly refused: 'unknown_format' | 'not_acceptable' };

/** One of the framework's renderers. */
interface Renderer {
  readonly mediaType: string;
  readonly format: string;
}

/**
 * The framework's own two. We have no browsable pages: a request for one gets JSON, which is what the page would show.
 */
const RENDERERS: readonly Renderer[] = [
  { mediaType: 'application/json', format: 'json' },
  { mediaType: 'text/html', format: 'api' },
];

const MAX_INDENT = 8;

/** Decides the form of the answer before all other checks, including that of the method. */
export function negotiate({ url, headers }: Pick<FastifyRequest, 'url' | 'headers'>): Negotiated {
  const format = lastQueryValue(url, 'format');
  const renderers = format === '' ? RENDERERS : RENDERERS.filter((renderer) => renderer.format === format);
  if (renderers.length === 0) return { refused: 'unknown_format' };
  const ranges = (headers.accept ?? '*/*').split(',').map((range) => parseMediaType(range.trim()));
  for (const level of [3, 2, 1, 0]) {
    const candidates = ranges.filter((range) => precedence(range) === level);
    for (const { mediaType } of renderers) {
      const accepted = candidates.find((range) => matchesMediaType(mediaType, range));
      if (accepted) return { indent: indentOf(accepted.parameters.get('indent')) };
    }
  }
  return { refused: 'not_acceptable' };
}

function lastQueryValue(url: string, name: string): string {
  const start = url.indexOf('?');
  if (start < 0) return '';
  return readUrlEncoded(Buffer.from(url.slice(start + 1), 'latin1')).get(name) ?? '';
}

/** `Accept: application/json; indent=4`. */
function indentOf(parameter: string | undefined): number | null {
  const indent = parameter === undefined ? null : parseInteger(parameter);
  if (indent === null) return null;
  const clamped = Math.max(Math.min(indent, MAX_INDENT), 0);
  return clamped === 0 ? null : clamped;
}
