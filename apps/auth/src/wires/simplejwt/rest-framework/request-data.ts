import { EdgeError } from '@auth/http/errors/failure';
import { parseHeaderParameters } from '@auth/http/input/header-parameters';
import { type Codec, lookUpCodec, UTF_8 } from '../python/codecs';
import { readJson } from '../python/json-reader';
import { type PythonValue, PythonValueError } from '../python/python-values';
import { readMultipart, readUrlEncoded } from './form-data';
import { matchesMediaType, parseMediaType } from './media-type';

/** What gunicorn hands on for a body without a type. */
const UNNAMED = '';

/** One of the framework's parsers. */
interface Parser {
  readonly mediaType: string;
  /** What its errors begin with. */
  readonly failure: string;
  readonly read: (body: Buffer, codec: Codec, contentType: string) => PythonValue;
}

/** In this order; the first one that matches reads. */
const PARSERS: readonly Parser[] = [
  { mediaType: 'application/json', failure: 'JSON parse error', read: (body, codec) => readJson(codec.read(body)) },
  {
    mediaType: 'application/x-www-form-urlencoded',
    failure: 'Form parse error',
    read: (body, codec) => readUrlEncoded(body, codec),
  },
  {
    mediaType: 'multipart/form-data',
    failure: 'Multipart form parse error',
    read: (body, codec, contentType) => readMultipart(contentType, body, codec),
  },
];

/** The media types of bodies. */
export const PARSED_MEDIA_TYPES: readonly string[] = PARSERS.map(({ mediaType }) => mediaType);

/**
 * Reads a body, whose size is known not to be 0, by its type: `request.data`.
 * Throws `malformed_request` or `unsupported_media_type`, worded.
 */
export function readRequestData(contentType: string | undefined, body: Buffer): PythonValue {
  const named = contentType ?? UNNAMED;
  const type = parseMediaType(named);
  const parser = PARSERS.find(({ mediaType }) => matchesMediaType(mediaType, type));
  if (!parser) throw new EdgeError('unsupported_media_type', { detail: unsupportedMediaType(contentType) });
  try {
    return parser.read(body, codecOf(named), named);
  } catch (error) {
    if (!(error instanceof PythonValueError)) throw error;
    throw new EdgeError('malformed_request', { detail: `${parser.failure} - ${error.message}` });
  }
}

/** The sentence about a body that nothing can read. */
export function unsupportedMediaType(contentType: string | undefined): string {
  return `Unsupported media type "${contentType ?? UNNAMED}" in request.`;
}

function codecOf(contentType: string): Codec {
  const charset = parseHeaderParameters(contentType).parameters.get('charset');
  return (charset === undefined ? null : lookUpCodec(charset)) ?? UTF_8;
}
