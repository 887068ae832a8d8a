import type { ByMode, ContractMode, SettingDefinition, SettingsTable } from './settings-table';
import { byMode } from './settings-table';
import { CORE_TABLES, CORE_TITLES } from './tables/core.tables';
import { tableOf, type WireDeclaration } from './wire-declaration';

/** One setting as an operator has to know it. */
export interface SettingDescription {
  readonly name: string;
  /** The title of the group that it belongs to. */
  readonly group: string;
  readonly description: string;
  /** How a value is written. */
  readonly expects: string;
  /** As it would be written; `null` without a fixed default. */
  readonly default: ByMode<string | null>;
  /** The value may stand in a file, whose path `<NAME>_FILE` holds. */
  readonly secret: boolean;
  /** What an unset value comes to, in words; `null` where the default says it. */
  readonly unset: string | null;
  /** A value to show where there is no fixed default. */
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
