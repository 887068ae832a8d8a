import { createHash, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';

const RSA_BITS = 2048;

/** New keys for one run. The bare designs sign and verify with them too. */
export function makeKeys() {
  const text = () => randomBytes(48).toString('base64url');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: RSA_BITS });
  const pem = (key, type) => key.export({ type, format: 'pem' });
  return {
    master: randomBytes(32).toString('base64'),
    auth100: text(),
    bookker: text(),
    simplejwt: text(),
    koko: pem(privateKey, 'pkcs8'),
    kokoPublic: pem(publicKey, 'spki'),
  };
}

/** SHA-256, the form in which opaque tokens and owner secrets are stored. */
export function sha256(text) {
  return createHash('sha256').update(text).digest();
}

/** The published key that the header of a token names, as PEM. */
export function publicKeyOf(token, { keys }) {
  const { kid } = JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString());
  const key = keys.find((published) => published.kid === kid);
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
}
