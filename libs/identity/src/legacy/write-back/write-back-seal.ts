/** The context in which the bearer token of a write-back is sealed. */
export function writeBackSealContext(id: string): string {
  return `legacy-write-back/${id}`;
}

/** The context in which a waiting password is sealed. */
export function passwordChangeSealContext(id: string): string {
  return `legacy-password-change/${id}`;
}
