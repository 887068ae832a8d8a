import type { SettingContext, SettingDefinition, SettingsTable, SettingValues } from './settings-table';
import { readSecretFile } from './sources/secret-file';
import { byMode, refuse } from './settings-table';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads every line of a table, adds errors to `problems`, and omits the invalid settings. */
export function readTable<T extends SettingsTable>(
  table: T,
  env: Environment,
  context: SettingContext,
  problems: string[],
): Partial<SettingValues<T>> {
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(table)) {
    const written = writtenText(env, name, definition);
    if ('must' in written) {
      problems.push(`${written.name} must ${written.must}`);
      continue;
    }
    const raw = written.text ?? defaultOf(definition, context);
    if (raw === null) {
      if (isRequired(definition, context)) problems.push(missing(name, definition, context));
      else values[name] = null;
      continue;
    }
    const reading = isQuoted(raw)
      ? refuse('not stand in quotes: they would become part of the value')
      : definition.kind.read(raw, context);
    if ('must' in reading) problems.push(`${name} must ${reading.must}`);
    else values[name] = reading.value;
  }
  // The keys are those of the table and each value came from the kind of its own line.
  return values as Partial<SettingValues<T>>;
}

type Written = { readonly text: string | null } | { readonly name: string; readonly must: string };

/** The value of the variable, or for a secret the content of the file in `<NAME>_FILE`. */
function writtenText(env: Environment, name: string, { kind }: SettingDefinition): Written {
  const text = textOf(env, name);
  const fileSetting = `${name}_FILE`;
  const file = kind.secret === true ? textOf(env, fileSetting) : null;
  if (file === null) return { text };
  if (text !== null) return { name, must: `not be set together with ${fileSetting}` };
  const content = readSecretFile(file);
  return content === null
    ? { name: fileSetting, must: 'be the path of a UTF-8 file that can be read and holds the value' }
    : { text: content };
}

/** The env files of Docker and systemd units keep quotes that a shell would remove. */
function isQuoted(raw: string): boolean {
  const quote = raw.charAt(0);
  return raw.length >= 2 && (quote === '"' || quote === "'") && raw.endsWith(quote);
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
