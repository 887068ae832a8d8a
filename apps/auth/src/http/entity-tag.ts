import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendJsonText } from './json-text';

/** A JSON document as it is sent, and its entity tag. */
export interface TaggedJson {
  readonly text: string;
  readonly tag: string;
}

/** Prepares a document, once for any number of requests. */
export function tagged(body: object): TaggedJson {
  const text = JSON.stringify(body);
  return { text, tag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}

/** Sends JSON with an entity tag, or 304 if the client has it already (RFC 9110, sections 8.8.3 and 13.1.2). */
export function sendTagged(request: FastifyRequest, reply: FastifyReply, { text, tag }: TaggedJson): void {
  void reply.header('etag', tag);
  if (matches(request.headers['if-none-match'], tag)) {
    void reply.status(304).send();
    return;
  }
  sendJsonText(reply, text);
}

/** Compared weakly, because a compressing proxy turns our tag into a weak one. */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const known = header.split(',').map((each) => each.trim().replace(/^W\//u, ''));
  return known.includes(tag) || known.includes('*');
}
