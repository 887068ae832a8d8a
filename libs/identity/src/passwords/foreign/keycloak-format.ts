import { argon2Formats } from './argon2-formats';
import { count, type ForeignHash, fromBase64, type ReadingContext, UnusableHashError } from './foreign-hash';
import { pbkdf2Hash } from './pbkdf2-formats';

type Fields = Readonly<Record<string, unknown>>;

/** Keycloak stores JSON inside JSON; an export of its API has the inner JSON as text. */
function inner(value: unknown): Fields {
  try {
    const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    if (typeof parsed === 'object' && parsed !== null) return parsed as Fields;
  } catch {
    // Treated like a value that is not an object.
  }
  throw new UnusableHashError('the Keycloak credential is damaged');
}

const first = (value: unknown): string => String(Array.isArray(value) ? value[0] : value);

function argon2(parameters: Fields, passes: number, salt: Buffer, hash: Buffer, context: ReadingContext): ForeignHash {
  const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/u, '');
  const version = first(parameters['version'] ?? '1.3') === '1.0' ? 16 : 19;
  const costs = `m=${first(parameters['memory'])},t=${passes},p=${first(parameters['parallelism'] ?? 1)}`;
  const phc = `$argon2${first(parameters['type'] ?? 'id')}$v=${version}$${costs}$${unpadded(salt)}$${unpadded(hash)}`;
  const read = argon2Formats(phc, context);
  if (read === null) throw new UnusableHashError('the Keycloak credential is damaged');
  return read;
}

/** A credential as Keycloak stores and exports it: PBKDF2, and argon2 from version 24 on. */
export function keycloakHash(credential: Fields, context: ReadingContext): ForeignHash {
  const [secret, data] = [inner(credential['secretData']), inner(credential['credentialData'])];
  const [hash, salt] = [fromBase64(String(secret['value'])), fromBase64(String(secret['salt']), 'salt')];
  const iterations = count(data['hashIterations'], 'hashIterations');
  const algorithm = String(data['algorithm']);
  if (algorithm === 'argon2') return argon2(inner(data['additionalParameters'] ?? {}), iterations, salt, hash, context);
  const digest = algorithm === 'pbkdf2' ? 'sha1' : algorithm.replace(/^pbkdf2-/u, '');
  return pbkdf2Hash({ digest, iterations, salt, hash });
}
