import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A JSON document as it is sent, and its entity tag. */
export interface TaggedJson {
  readonly bytes: Buffer;
  readonly tag: string;
}

/** Prepares a document, once for any number of requests. */
export function tagged(body: object): TaggedJson {
  const bytes = Buffer.from(JSON.stringify(body));
  return { bytes, tag: `"${createHash('sha256').update(bytes).digest('base64url')}"` };
}

/** Sends JSON with an entity tag, or 304 if the client has it already (RFC 9110, sections 8.8.3 and 13.1.2). */
export function sendTagged(request: FastifyRequest, reply: FastifyReply, { bytes, tag }: TaggedJson): void {
  void reply.header('etag', tag);
  if (matches(request.headers['if-none-match'], tag)) {
    void reply.status(304).send();
    return;
  }
  // Sent as bytes, because Fastify adds a `charset` to text, which JSON does not have (RFC 8259, section 11).
  void reply.header('content-type', 'application/json').send(bytes);
}

/** Compared weakly, because a compressing proxy turns our tag into a weak one. */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const known = header.split(',').map((each) => each.trim().replace(/^W\//u, ''));
  return known.includes(tag) || known.includes('*');
}
