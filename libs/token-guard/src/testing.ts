export { FakeIssuer, type FakeIssuerOptions, startFakeIssuer } from './testing/fake-issuer.js';
export type { FakeEndpoint } from './testing/fake-issuer-server.js';
export { FakeRevocations } from './testing/fake-revocations.js';
export type { Misbehaviour } from './testing/misbehaviour.js';
export { jwkOf, newSigningKey, type SigningKey, signToken } from './testing/signing-key.js';
export {
  type ClaimOverrides,
  mintClientToken,
  mintKokoToken,
  type MintSetting,
  mintUserToken,
} from './testing/token-mint.js';
