/** What the secret of an authenticator app is sealed for: a row, so that no row's value can stand in another one. */
export function totpSealContext(id: string): string {
  return `totp-secret/${id}`;
}
