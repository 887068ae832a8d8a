/** What the bearer token of a write-back is sealed for. */
export function writeBackSealContext(id: string): string {
  return `legacy-write-back/${id}`;
}

/** What a password that waits is sealed for. */
export function passwordChangeSealContext(id: string): string {
  return `legacy-password-change/${id}`;
}
