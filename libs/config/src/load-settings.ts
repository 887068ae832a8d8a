import { availableParallelism } from 'node:os';
import { buildSettings } from './build-settings';
import { checkTogether } from './check-together';
import type { CoreDraft } from './core-values';
import { readCore } from './core-values';
import { ownerBinding, ownerBindingName } from './owner-binding';
import type { Environment } from './read-settings';
import { readTable, textOf } from './read-settings';
import type { Settings } from './settings';
import { SettingsError } from './settings.errors';
import type { SettingContext, SettingsTable } from './settings-table';
import { CORE_TABLES } from './tables/core.tables';

/** What the settings have to know of a dialect. */
export interface DialectDeclaration {
  readonly name: string;
  readonly settings?: SettingsTable;
}

/** What `loadSettings` is told beside the environment. */
export interface LoadOptions {
  /** The dialects that exist: then `DIALECTS` may name no other, and theirs are checked along with the rest. */
  readonly dialects?: readonly DialectDeclaration[];
  /** The default of HASH_CONCURRENCY; the cores of the machine unless given. */
  readonly cores?: number;
}

/**
 * Reads and checks every setting. An empty variable counts as unset, an unknown one is left alone.
 *
 * @throws SettingsError with all problems at once, none of them showing a value
 */
export function loadSettings(env: NodeJS.ProcessEnv, options: LoadOptions = {}): Settings {
  const snapshot: Environment = { ...env };
  const context = contextOf(snapshot);
  const problems: string[] = [];
  const draft = readCore(snapshot, context, problems);
  problems.push(...checkTogether(draft, context), ...checkDialects(draft, options.dialects ?? [], snapshot, context));
  if (problems.length > 0) throw new SettingsError(problems);
  return buildSettings(draft, snapshot, context, options.cores ?? availableParallelism());
}

/**
 * Refuses a `DIALECTS` that names a dialect which does not exist. `loadSettings` does the same when it is given the
 * dialects.
 *
 * @throws SettingsError
 */
export function checkDialectNames(settings: Pick<Settings, 'dialects'>, known: readonly string[]): void {
  const problems = unknownDialects(settings.dialects, known);
  if (problems.length > 0) throw new SettingsError(problems);
}

function contextOf(env: Environment): SettingContext {
  const production = textOf(env, 'NODE_ENV') === 'production';
  const written = textOf(env, 'CONTRACT_MODE');
  const mode = written === 'documented' || written === 'hardened' ? written : null;
  return { production, mode: mode ?? (production ? 'hardened' : 'documented') };
}

function checkDialects(
  draft: CoreDraft,
  declared: readonly DialectDeclaration[],
  env: Environment,
  context: SettingContext,
): string[] {
  const chosen = draft.dialects.DIALECTS ?? null;
  const known = declared.map(({ name }) => name);
  const problems = known.length === 0 ? [] : unknownDialects(chosen, known);
  for (const { name, settings = {} } of declared) {
    refuseCoreNames(name, settings);
    if (chosen !== null && !chosen.includes(name)) continue;
    readTable({ [ownerBindingName(name)]: ownerLine, ...settings }, env, context, problems);
  }
  return problems;
}

const ownerLine = { kind: ownerBinding, description: '' };

function unknownDialects(chosen: readonly string[] | null, known: readonly string[]): string[] {
  const allKnown = (chosen ?? []).every((name) => known.includes(name));
  return allKnown ? [] : [`DIALECTS must name only dialects that exist: ${known.join(', ')}`];
}

/** A mistake in the code, not in the settings: a dialect must not read or redefine what belongs to the service. */
function refuseCoreNames(dialect: string, table: SettingsTable): void {
  const taken = new Set(Object.values(CORE_TABLES).flatMap((core) => Object.keys(core)));
  const name = Object.keys(table).find((key) => taken.has(key));
  if (name !== undefined) throw new Error(`The settings of ${dialect} declare ${name}, which the service has itself.`);
}
