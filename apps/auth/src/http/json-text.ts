import type { FastifyReply } from 'fastify';

/**
 * Sends JSON that is text already. A serializer of its own keeps Fastify from adding a `charset` to the media type, which JSON
 * does not have (RFC 8259, section 11). Unlike bytes, text is written together with the headers.
 * @param mediaType a type of JSON, for example `application/problem+json`
 */
export function sendJsonText(reply: FastifyReply, text: string, mediaType = 'application/json'): void {
  void reply.serializer(unchanged).header('content-type', mediaType).send(text);
}

function unchanged(text: unknown): string {
  return text as string;
}
