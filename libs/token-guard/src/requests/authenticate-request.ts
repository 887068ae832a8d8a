import type { Identity } from '../token/identity.js';
import type { TokenVerifier } from '../verifier/token-verifier.js';
import { type AccessRequirement, checkAccess } from './access-requirement.js';
import { type CredentialSource, tokenIn } from './credential.js';

/** The caller of a request, if it meets the requirements. @throws {TokenError} and nothing else */
export async function authenticateRequest(
  verifier: TokenVerifier,
  source: CredentialSource,
  requirement: AccessRequirement,
): Promise<Identity> {
  const identity = await verifier.verify(tokenIn(source, verifier.acceptsOpaqueKeys));
  checkAccess(identity, requirement);
  return identity;
}
