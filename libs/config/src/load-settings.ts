import { availableParallelism } from 'node:os';
import { buildSettings } from './build-settings';
import { checkTogether } from './rules/check-together';
import type { CoreDraft } from './core-values';
import { readCore } from './core-values';
import type { Environment } from './read-settings';
import { readTable, textOf } from './read-settings';
import type { Settings } from './settings';
import { SettingsError } from './settings.errors';
import type { SettingContext, SettingsTable } from './settings-table';
import { CORE_TABLES } from './tables/core.tables';
import { tableOf, type WireDeclaration } from './wire-declaration';

/** Further input of `loadSettings`. */
export interface LoadOptions {
  /** The wires that exist: `DIALECTS` may name no other dialect, and their settings are checked with the rest. */
  readonly wires?: readonly WireDeclaration[];
  /** The default of HASH_CONCURRENCY; the cores of the machine unless given. */
  readonly cores?: number;
}

/**
 * Reads and checks every setting. An empty variable counts as unset; an unknown one is ignored.
 *
 * @throws SettingsError with all problems at once, none of them showing a value
 */
export function loadSettings(env: NodeJS.ProcessEnv, options: LoadOptions = {}): Settings {
  const snapshot: Environment = { ...env };
  const context = contextOf(snapshot);
  const problems: string[] = [];
  const draft = readCore(snapshot, context, problems);
  problems.push(...checkTogether(draft, context), ...checkWires(draft, options.wires ?? [], snapshot, context));
  if (problems.length > 0) throw new SettingsError(problems);
  return buildSettings(draft, snapshot, context, options.cores ?? availableParallelism());
}

function contextOf(env: Environment): SettingContext {
  const production = textOf(env, 'NODE_ENV') === 'production';
  const written = textOf(env, 'CONTRACT_MODE');
  const mode = written === 'documented' || written === 'hardened' ? written : null;
  return { production, mode: mode ?? (production ? 'hardened' : 'documented') };
}

function checkWires(
  draft: CoreDraft,
  declared: readonly WireDeclaration[],
  env: Environment,
  context: SettingContext,
): string[] {
  const chosen = draft.dialects.DIALECTS ?? null;
  const known = declared.filter(({ kind }) => kind === 'dialect').map(({ name }) => name);
  const problems = known.length === 0 ? [] : unknownDialects(chosen, known);
  for (const wire of declared) {
    refuseCoreNames(wire.name, wire.settings ?? {});
    if (wire.kind === 'dialect' && chosen !== null && !chosen.includes(wire.name)) continue;
    readTable(tableOf(wire), env, context, problems);
  }
  return problems;
}

function unknownDialects(chosen: readonly string[] | null, known: readonly string[]): string[] {
  const allKnown = (chosen ?? []).every((name) => known.includes(name));
  return allKnown ? [] : [`DIALECTS must name only dialects that exist: ${known.join(', ')}`];
}

/** A mistake in the code, not in the settings: a wire must not read or redefine what belongs to the service. */
function refuseCoreNames(wire: string, table: SettingsTable): void {
  const taken = new Set(Object.values(CORE_TABLES).flatMap((core) => Object.keys(core)));
  const name = Object.keys(table).find((key) => taken.has(key));
  if (name !== undefined) throw new Error(`The settings of ${wire} declare ${name}, which the service has itself.`);
}
