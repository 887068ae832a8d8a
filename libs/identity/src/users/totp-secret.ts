/**
 * The context in which the secret of an authenticator app is sealed. It contains the row, so that a value cannot be
 * moved to another row.
 */
export function totpSealContext(id: string): string {
  return `totp-secret/${id}`;
}
