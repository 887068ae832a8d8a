import { element } from './elements.mjs';

/** The unverified content of a token; `null` if it is opaque. */
export function decode(token) {
  try {
    const [header, payload, signature] = token.split('.');
    return signature === undefined ? null : { header: parse(header), payload: parse(payload) };
  } catch {
    return null;
  }
}

/** A token for display: decoded, or marked as opaque. */
export function showToken(token) {
  const decoded = decode(token);
  const raw = element(
    'details',
    {},
    element('summary', { textContent: 'As it is sent' }),
    element('pre', { textContent: token }),
  );
  if (decoded === null) {
    const words = `Opaque: ${token.length} characters that say nothing. Only Portero knows whose they are, so the service asks it.`;
    return [element('p', { className: 'opaque', textContent: words }), raw];
  }
  return [
    element('p', { className: 'soft', textContent: signedBy(decoded.header) }),
    element('pre', { className: 'claims', textContent: JSON.stringify(decoded.payload, null, 2) }),
    element('p', { className: 'soft', textContent: timesIn(decoded.payload) }),
    raw,
  ];
}

function signedBy({ alg, kid, typ }) {
  const name = kid === undefined ? 'a secret that only Portero has' : `the key ${kid.slice(0, 8)}…`;
  return `${typ ?? 'JWT'}, ${alg}, signed by ${name}`;
}

function timesIn({ iat, exp }) {
  const issued = iat === undefined ? '' : `Issued ${new Date(iat * 1000).toLocaleString()}. `;
  return exp === undefined ? issued : `${issued}Expires ${new Date(exp * 1000).toLocaleString()}.`;
}

function parse(part) {
  const bytes = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (each) => each.codePointAt(0))));
}
