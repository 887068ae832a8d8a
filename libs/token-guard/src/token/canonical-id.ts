/** The usual spelling is cut at fixed positions, which is faster than a search. */
const UUID = /^(\w{8})-(\w{4})-(\w{4})-(\w{4})-(\w{12})$/;

/** The form for comparing ids: Portero writes a uuid with dashes in some kinds of tokens and without in others. */
export function canonicalId(id: string): string {
  return (UUID.test(id) ? withoutDashes(id) : id.replaceAll('-', '')).toLowerCase();
}

function withoutDashes(uuid: string): string {
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
}
