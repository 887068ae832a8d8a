export type { LoadOptions } from './load-settings';
export type { WireDeclaration } from './wire-declaration';
export { environment } from './sources/environment';
export { loadSettings } from './load-settings';
export type { SettingDescription } from './documents/describe-settings';
export { describeSettings } from './documents/describe-settings';
export { renderEnvExample, renderSettingsPage } from './documents/settings-documents';
export type {
  DatabaseConnection,
  HttpSettings,
  KeySettings,
  LimitSettings,
  MailSettings,
  PasswordSettings,
  SecretSettings,
  Settings,
} from './settings';
export { SettingsError } from './settings.errors';
export type {
  ByMode,
  ContractMode,
  Reading,
  SettingContext,
  SettingDefinition,
  SettingKind,
  SettingsTable,
  SettingValues,
  WeakSetting,
} from './settings-table';
export { accept, refuse, settingsTable } from './settings-table';
export type { HostOwner, OwnerBinding } from './owner-binding';
export { hostNameOf, ownerOfHost, parseOwnerBinding } from './owner-binding';
export { UUID, UUID_PATTERN } from './uuid';
export { isLoopbackHost } from './loopback-host';
export { weakSettings } from './rules/weak-settings';
export { publicUrl, smtpUrl } from './kinds/network.kinds';
export { choice, dateTime, duration, flag, integer, list, path, text } from './kinds/plain.kinds';
export { hmacKeyBytes, hmacKey, rsaPrivateKey, rsaPublicKey } from './kinds/secret.kinds';
export type { MailAddress, PasswordList } from './kinds/service.kinds';
