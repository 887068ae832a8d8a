import { leastArgon2Memory } from './check-together';
import { isLoopbackHost } from './loopback-host';
import type { Settings } from './settings';

/** A setting that works and is not safe. */
export interface WeakSetting {
  readonly meaning: string;
  /** What to do about it. */
  readonly mend: string;
}

/** RFC 7518, section 3.2: a key at least as long as the hash of HS256. */
const HMAC_KEY_BYTES = 32;

/**
 * What is accepted and should not stay as it is, for a log line at start and for `doctor`: in production and in hardened mode.
 * No text shows the value of a secret.
 */
export function weakSettings(settings: Settings): readonly WeakSetting[] {
  if (settings.nodeEnv !== 'production' && settings.mode !== 'hardened') return [];
  return [...weakKeys(settings), ...weakHashes(settings), ...plainHttp(settings), ...plainMail(settings)];
}

function weakKeys({ secrets }: Settings): WeakSetting[] {
  const keys = {
    AUTH100_SIGNING_KEY: secrets.auth100SigningKey,
    BOOKKER_SIGNING_KEY: secrets.bookkerSigningKey,
    SIMPLEJWT_SIGNING_KEY: secrets.simplejwtSigningKey,
  };
  return Object.entries(keys)
    .filter(([, key]) => key !== null && Buffer.byteLength(key) < HMAC_KEY_BYTES)
    .map(([name]) => ({
      meaning: `${name} has fewer than ${HMAC_KEY_BYTES} bytes: it can be guessed from one token, and then anyone signs tokens.`,
      mend: 'Unset it as soon as its last token has expired, so that the service makes its own key.',
    }));
}

function weakHashes({ passwords }: Settings): WeakSetting[] {
  const { memoryKib, time } = passwords.argon2;
  if (memoryKib >= leastArgon2Memory(time)) return [];
  const meaning = `ARGON2_MEMORY_KIB=${memoryKib} is below the OWASP minimum for ARGON2_TIME=${time}: stolen hashes are cheap to guess.`;
  return [{ meaning, mend: `Set it to at least ${leastArgon2Memory(time)}.` }];
}

function plainHttp({ http }: Settings): WeakSetting[] {
  const { protocol, hostname } = new URL(http.publicUrl);
  if (protocol === 'https:' || isLoopbackHost(hostname)) return [];
  const meaning = 'PUBLIC_URL begins with http://: passwords and tokens travel in clear, and mailed links lead there.';
  return [{ meaning, mend: 'Put a proxy with TLS in front and set PUBLIC_URL to its https:// address.' }];
}

function plainMail({ mail }: Settings): WeakSetting[] {
  if (mail.smtpUrl === null) return [];
  const { protocol, hostname, username, password, searchParams } = new URL(mail.smtpUrl);
  if (isLoopbackHost(hostname)) return [];
  if (searchParams.get('tls.rejectUnauthorized') === 'false') {
    const meaning = 'SMTP_URL accepts any certificate: whoever stands between reads codes and links.';
    return [{ meaning, mend: 'Take tls.rejectUnauthorized=false out.' }];
  }
  const isSecret = username !== '' || password !== '';
  const insists = searchParams.get('requireTLS') === 'true' || (isSecret && searchParams.get('ignoreTLS') !== 'true');
  if (protocol === 'smtps:' || insists) return [];
  const meaning = 'SMTP_URL does not insist on TLS: codes and links may travel in clear.';
  return [{ meaning, mend: 'Use smtps://, or add ?requireTLS=true.' }];
}
