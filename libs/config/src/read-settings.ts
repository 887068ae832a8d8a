import type { SettingContext, SettingDefinition, SettingsTable, SettingValues } from './settings-table';
import { byMode } from './settings-table';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads every line of a table, adds what is wrong to `problems`, and leaves the settings concerned out. */
export function readTable<T extends SettingsTable>(
  table: T,
  env: Environment,
  context: SettingContext,
  problems: string[],
): Partial<SettingValues<T>> {
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(table)) {
    const raw = textOf(env, name) ?? defaultOf(definition, context);
    if (raw === null) {
      if (isRequired(definition, context)) problems.push(missing(name, definition, context));
      else values[name] = null;
      continue;
    }
    const reading = definition.kind.read(raw, context);
    if ('must' in reading) problems.push(`${name} must ${reading.must}`);
    else values[name] = reading.value;
  }
  // The keys are those of the table and each value came from the kind of its own line.
  return values as Partial<SettingValues<T>>;
}

/** An empty variable counts as unset: compose files and manifests cannot leave one out. */
export function textOf(env: Environment, name: string): string | null {
  const raw = Object.hasOwn(env, name) ? env[name] : undefined;
  return raw === undefined || raw === '' ? null : raw;
}

function defaultOf(definition: SettingDefinition, context: SettingContext): string | null {
  return definition.default === undefined ? null : byMode(definition.default, context.mode);
}

function isRequired(definition: SettingDefinition, context: SettingContext): boolean {
  return definition.required === 'always' || definition.required === context.mode;
}

function missing(name: string, definition: SettingDefinition, context: SettingContext): string {
  const where = definition.required === 'always' ? '' : ` in ${context.mode} mode`;
  return `${name} must be set${where} (${definition.kind.expects.replaceAll('`', '')})`;
}
