import type { SettingsTable } from '../settings-table';
import { CODES, OWNERS, PASSWORDS, SECRETS, SESSIONS } from './security.tables';
import { DIALECTS, HTTP, MAIL, MODE, RUNNING } from './service.tables';
import { STORAGE } from './storage.tables';
import { TRACING } from './tracing.tables';

/** Every setting of the service itself; a wire declares its own in its folder. */
export const CORE_TABLES = {
  mode: MODE,
  http: HTTP,
  storage: STORAGE,
  secrets: SECRETS,
  passwords: PASSWORDS,
  codes: CODES,
  sessions: SESSIONS,
  mail: MAIL,
  owners: OWNERS,
  dialects: DIALECTS,
  running: RUNNING,
  tracing: TRACING,
} as const satisfies Record<string, SettingsTable>;

export const CORE_TITLES: Readonly<Record<keyof typeof CORE_TABLES, string>> = {
  mode: 'Mode',
  http: 'HTTP',
  storage: 'Storage',
  secrets: 'Keys',
  passwords: 'Passwords',
  codes: 'Codes',
  sessions: 'Sessions',
  mail: 'Mail',
  owners: 'Owners',
  dialects: 'Dialects',
  running: 'Limits, audit and logs',
  tracing: 'Traces',
};
