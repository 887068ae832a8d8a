import { createDecipheriv, createHash, createHmac, hkdfSync, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/** Layout of version 2: header, salt, initialisation vector, ciphertext, HMAC. */
const HEADER = Buffer.from('def50200', 'hex');
const [SALT_BYTES, IV_BYTES, MAC_BYTES, KEY_BYTES] = [32, 16, 32, 32];
const FIXED_BYTES = HEADER.length + SALT_BYTES + IV_BYTES + MAC_BYTES;

const ROUNDS = 100_000;
const MAX_LENGTH = 8192;

/**
 * Decrypts the output of `Crypto::encryptWithPassword` of defuse/php-encryption, with which league/oauth2-server
 * encrypts refresh tokens; `null` if it was not encrypted with this password. The key derivation runs on the thread
 * pool.
 */
export async function openDefuse(text: string, password: Buffer): Promise<string | null> {
  if (text.length > MAX_LENGTH || !/^def50200(?:[0-9a-f]{2})+$/u.test(text)) return null;
  const bytes = Buffer.from(text, 'hex');
  if (bytes.length <= FIXED_BYTES) return null;
  const salt = bytes.subarray(HEADER.length, HEADER.length + SALT_BYTES);
  const prehash = createHash('sha256').update(password).digest();
  const prekey = await derive(prehash, salt, ROUNDS, KEY_BYTES, 'sha256');
  const signed = bytes.subarray(0, -MAC_BYTES);
  const mac = createHmac('sha256', keyFor('Authentication', prekey, salt))
    .update(signed)
    .digest();
  if (!timingSafeEqual(mac, bytes.subarray(-MAC_BYTES))) return null;
  const start = HEADER.length + SALT_BYTES;
  const iv = bytes.subarray(start, start + IV_BYTES);
  const decipher = createDecipheriv('aes-256-ctr', keyFor('Encryption', prekey, salt), iv);
  return decipher.update(signed.subarray(start + IV_BYTES)).toString() + decipher.final().toString();
}

function keyFor(purpose: 'Authentication' | 'Encryption', prekey: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', prekey, salt, `DefusePHP|V2|KeyFor${purpose}`, KEY_BYTES));
}
