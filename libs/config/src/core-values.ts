import type { Environment } from './read-settings';
import { readTable } from './read-settings';
import type { SettingContext, SettingsTable, SettingValues } from './settings-table';
import { CORE_TABLES } from './tables/core.tables';

type CoreTables = typeof CORE_TABLES;

/** The settings of the service as they were read; invalid ones are missing. */
export type CoreDraft = { readonly [G in keyof CoreTables]: Partial<SettingValues<CoreTables[G]>> };

/** The same with nothing missing. */
export type CoreValues = { readonly [G in keyof CoreTables]: SettingValues<CoreTables[G]> };

export function readCore(env: Environment, context: SettingContext, problems: string[]): CoreDraft {
  const groups = Object.entries<SettingsTable>(CORE_TABLES).map(
    ([group, table]) => [group, readTable(table, env, context, problems)] as const,
  );
  // Object.entries and back: the keys and tables stay together, only their types are lost on the way.
  return Object.fromEntries(groups) as CoreDraft;
}
