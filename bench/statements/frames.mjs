const LENGTH_BYTES = 4;
const TYPE_BYTES = 1;

/**
 * Cuts a PostgreSQL protocol stream into messages (PostgreSQL manual, "Message Formats").
 * @param isClient whether the client sends the stream; its first message has no type byte
 * @param onMessage receives the type as one character (`''` for the first message of a client) and the body
 * @returns a function that accepts the chunks
 */
export function messageReader(isClient, onMessage) {
  let rest = Buffer.alloc(0);
  let untyped = isClient;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const head = untyped ? 0 : TYPE_BYTES;
      if (rest.length < head + LENGTH_BYTES) return;
      const end = head + rest.readUInt32BE(head);
      if (rest.length < end) return;
      onMessage(untyped ? '' : String.fromCharCode(rest[0]), rest.subarray(head + LENGTH_BYTES, end));
      untyped = false;
      rest = rest.subarray(end);
    }
  };
}

/** The text from `offset` to the next zero byte, and the offset of the next field. */
export function textAt(body, offset) {
  const end = body.indexOf(0, offset);
  return { text: body.toString('utf8', offset, end), next: end + 1 };
}
