/** How ids are compared: Portero writes one uuid with dashes in one kind of token and without them in another. */
export function canonicalId(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}
