/** The `Authorization` of a client: both parts are form-encoded first (RFC 6749, 2.3.1), so that base64 secrets survive. */
export function basicCredential(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${formEncoded(name)}:${formEncoded(secret)}`).toString('base64')}`;
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
