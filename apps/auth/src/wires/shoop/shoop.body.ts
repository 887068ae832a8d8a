import type { FastifyRequest } from 'fastify';
import { EdgeError } from '../../http/errors/failure';
import { readBody } from '../../http/input/body-parsers';
import { readMultipartFields } from '../../http/input/multipart/multipart-fields';
import { isTextual, markTextual } from '../../http/input/textual-input';

const MULTIPART = /^multipart\/form-data(?:;|$)/iu;

/**
 * Reads JSON, forms and multipart forms. An empty parameter counts as missing, as in the original PHP service. Throws
 * `malformed_request` or `unsupported_media_type`.
 */
export async function readShoopBody({ headers }: FastifyRequest, body: Buffer): Promise<unknown> {
  const contentType = headers['content-type']?.trim() ?? '';
  const isMultipart = MULTIPART.test(contentType) && body.length > 0;
  const parameters = isMultipart ? await readMultipartFields(contentType, body) : readBody(contentType, body);
  if (parameters === undefined) return undefined;
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    throw new EdgeError('malformed_request');
  }
  const present = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== '' && value !== null));
  return isTextual(parameters) ? markTextual(present) : present;
}
