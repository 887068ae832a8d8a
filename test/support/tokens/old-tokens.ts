import { createCipheriv, createHash, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto';

/** The key of the replaced Laravel application. */
export const APP_KEY = Buffer.alloc(32, 7);

/** A part of a JWT. */
export const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT that is signed with a shared secret. */
export function hmac(alg: 'HS256' | 'HS512', secret: string, header: object, claims: object): string {
  const input = `${encode({ ...header, alg })}.${encode(claims)}`;
  const digest = createHmac(alg === 'HS256' ? 'sha256' : 'sha512', secret).update(input);
  return `${input}.${digest.digest('base64url')}`;
}

/** A refresh token of Passport, encrypted as that library does. */
export function encryptedRefresh(payload: object): string {
  const [salt, iv] = [Buffer.alloc(32, 1), Buffer.alloc(16, 2)];
  const prekey = pbkdf2Sync(createHash('sha256').update(APP_KEY).digest(), salt, 100_000, 32, 'sha256');
  const key = (purpose: string) => Buffer.from(hkdfSync('sha256', prekey, salt, `DefusePHP|V2|KeyFor${purpose}`, 32));
  const ciphertext = createCipheriv('aes-256-ctr', key('Encryption'), iv).update(JSON.stringify(payload));
  const signed = Buffer.concat([Buffer.from('def50200', 'hex'), salt, iv, ciphertext]);
  return Buffer.concat([signed, createHmac('sha256', key('Authentication')).update(signed).digest()]).toString('hex');
}
