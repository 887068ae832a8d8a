/** The URLs of the issuer. All are below the configured URL; a token never decides an address. */
export interface IssuerUrls {
  readonly jwks: URL;
  readonly introspection: URL;
  readonly revocations: URL;
}

const LOOPBACK = /^(?:localhost|(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * @param issuer exactly as in the tokens' `iss`
 * @param allowInsecure accepts plain HTTP to other machines, for networks that encrypt by themselves
 * @throws {TypeError} if it is no absolute HTTP(S) URL, has a query, a fragment, credentials or a slash at its end, or would
 * send secrets in clear text over a network
 */
export function issuerUrls(issuer: string, allowInsecure: boolean): IssuerUrls {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new TypeError('issuer must be an absolute URL, as the tokens name it.');
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '' || issuer.endsWith('/')) {
    throw new TypeError('issuer must be a URL without credentials, query, fragment and slash at its end.');
  }
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname) && !allowInsecure) {
    throw new TypeError('issuer must be an https URL; allowInsecureIssuer accepts plain HTTP.');
  }
  return {
    jwks: new URL(`${issuer}/.well-known/jwks.json`),
    introspection: new URL(`${issuer}/oauth/introspect`),
    revocations: new URL(`${issuer}/oauth/revocations`),
  };
}
