import type { ByMode, ContractMode, SettingDefinition, SettingsTable } from '../settings-table';
import { byMode } from '../settings-table';
import { CORE_TABLES, CORE_TITLES } from '../tables/core.tables';
import { tableOf, type WireDeclaration } from '../wire-declaration';

/** The description of a setting for operators. */
export interface SettingDescription {
  readonly name: string;
  /** The title of the group that it belongs to. */
  readonly group: string;
  readonly description: string;
  /** How a value is written. */
  readonly expects: string;
  /** In the form of the environment variable; `null` without a fixed default. */
  readonly default: ByMode<string | null>;
  /** The value may be in a file, with its path in `<NAME>_FILE`. */
  readonly secret: boolean;
  /** The meaning of an unset value in words; `null` if the default says it. */
  readonly unset: string | null;
  /** An example value for a setting without a fixed default. */
  readonly sample: string | null;
  readonly required: 'hardened' | 'always' | null;
}

/** Every setting of the service in the order of its tables, then those that the given wires declare. */
export function describeSettings(wires: readonly WireDeclaration[] = []): readonly SettingDescription[] {
  const core = Object.entries<SettingsTable>(CORE_TABLES).flatMap(([group, table]) =>
    describeTable(CORE_TITLES[group as keyof typeof CORE_TITLES], table),
  );
  return [...core, ...wires.flatMap((wire) => describeTable(wire.title ?? wire.name, tableOf(wire)))];
}

function describeTable(group: string, table: SettingsTable): SettingDescription[] {
  return Object.entries(table).map(([name, definition]) => ({
    name,
    group,
    description: definition.description,
    expects: definition.kind.expects,
    default: { documented: defaultIn('documented', definition), hardened: defaultIn('hardened', definition) },
    secret: definition.kind.secret ?? false,
    unset: definition.unset ?? null,
    sample: definition.sample ?? null,
    required: definition.required ?? null,
  }));
}

function defaultIn(mode: ContractMode, definition: SettingDefinition): string | null {
  return definition.default === undefined ? null : byMode(definition.default, mode);
}
