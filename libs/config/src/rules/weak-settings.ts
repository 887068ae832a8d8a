import { leastArgon2Memory } from './check-together';
import { isLoopbackHost } from '../loopback-host';
import type { Settings } from '../settings';
import type { SettingsTable, WeakSetting } from '../settings-table';
import type { WireDeclaration } from '../wire-declaration';

/**
 * Settings that are accepted but not safe in production or in hardened mode, for a log line at start and for `doctor`.
 * No text contains a secret.
 *
 * @param wires whose settings are checked too
 */
export function weakSettings(settings: Settings, wires: readonly WireDeclaration[] = []): readonly WeakSetting[] {
  if (settings.nodeEnv !== 'production' && settings.mode !== 'hardened') return [];
  const ofWires = wires
    .filter(({ kind, name }) => kind !== 'dialect' || settings.speaks(name))
    .flatMap(({ settings: table = {} }) => weakOfTable(settings, table));
  return [...ofWires, ...weakHashes(settings), ...plainHttp(settings), ...plainMail(settings)];
}

function weakOfTable(settings: Settings, table: SettingsTable): WeakSetting[] {
  const values = settings.of(table);
  return Object.entries(table).flatMap(([name, { kind }]) => {
    const value: unknown = values[name];
    const weak = value === null ? null : kind.weakness?.(name, value);
    return weak ? [weak] : [];
  });
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
