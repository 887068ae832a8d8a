/** The usual spelling, which is cut by its places: that is faster than a search. */
const UUID = /^(\w{8})-(\w{4})-(\w{4})-(\w{4})-(\w{12})$/;

/** How ids are compared: Portero writes one uuid with dashes in one kind of token and without them in another. */
export function canonicalId(id: string): string {
  return (UUID.test(id) ? withoutDashes(id) : id.replaceAll('-', '')).toLowerCase();
}

function withoutDashes(uuid: string): string {
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
}
