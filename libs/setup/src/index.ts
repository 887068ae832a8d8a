export { type CarriedOverKey, carriedOverPrivateKey, carriedOverSecret } from './carried-over-key';
export { identityOptions, type IdentityRuntime } from './identity-options';
export { productVersion } from './product-version';
export { SHOOP_KEY_SETTINGS } from './shoop-keys';
export { type StartFailure, whyNotReady } from './start-failure';
