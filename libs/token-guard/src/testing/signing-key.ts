import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { Algorithm } from '../keys/verification-key.js';

/** A key pair of the fake issuer. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A new key pair. */
export function newSigningKey(algorithm: Algorithm, kid: string = randomUUID()): SigningKey {
  return { kid, algorithm, ...keyPair(algorithm) };
}

/** As the issuer publishes it. */
export function jwkOf({ kid, algorithm, publicKey }: SigningKey): Record<string, unknown> {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' };
}

/** A compact JWS of a header and a payload, whatever they say. */
export function signToken(header: object, payload: object, { algorithm, privateKey }: SigningKey): string {
  const input = `${encode(header)}.${encode(payload)}`;
  const digest = algorithm === 'EdDSA' ? null : 'sha256';
  const key = { key: privateKey, ...(algorithm === 'ES256' ? { dsaEncoding: 'ieee-p1363' as const } : {}) };
  return `${input}.${sign(digest, Buffer.from(input), key).toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function keyPair(algorithm: Algorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  switch (algorithm) {
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'EdDSA':
      return generateKeyPairSync('ed25519');
  }
}
