/** What the wire may reveal: as the published documents print it, or without what would let a stranger in. */
export type ContractMode = 'documented' | 'hardened';

/** One answer for each contract mode. */
export type ByMode<T> = Readonly<Record<ContractMode, T>>;

/** What a rule may depend on besides the value itself. */
export interface SettingContext {
  readonly mode: ContractMode;
  /** NODE_ENV=production, in whichever mode. */
  readonly production: boolean;
}

/** What came of reading a text: the value, or the end of the line `NAME must …`. */
export type Reading<T> = { readonly value: T } | { readonly must: string };

/** A setting that works and is not safe. */
export interface WeakSetting {
  readonly meaning: string;
  /** What to do about it. */
  readonly mend: string;
}

/** A kind of value: how it is written, and how its text is read. */
export interface SettingKind<T> {
  /** How a value is written, for the documentation: `whole number from 0 to 65535`. */
  readonly expects: string;
  /** The value is a secret: it may stand in a file instead, whose path `<NAME>_FILE` holds. */
  readonly secret?: boolean;
  /** What is wrong with a value that is accepted and not safe; `null` where it is safe. The text shows no secret. */
  weakness?(name: string, value: T): WeakSetting | null;
  /** Never throws. A refusal is the end of the line `NAME must …` and must not quote `raw`. */
  read(raw: string, context: SettingContext): Reading<T>;
}

/** One line of a settings table. Its key in the table is the name of the environment variable. */
export interface SettingDefinition<T = unknown> {
  readonly kind: SettingKind<T>;
  readonly description: string;
  /** Written as an operator would write it, and read by the same rule. */
  readonly default?: string | ByMode<string>;
  /** Says in words what an unset value comes to, where no fixed default can. */
  readonly unset?: string;
  /** A value for `.env.example`, where there is no fixed default. */
  readonly sample?: string;
  readonly required?: 'hardened' | 'always';
}

/** Settings by the name of their environment variable. */
export type SettingsTable = Readonly<Record<string, SettingDefinition>>;

type ValueOf<D extends SettingDefinition> = D extends { readonly kind: SettingKind<infer T> }
  ? D extends { readonly default: string | ByMode<string> } | { readonly required: 'always' }
    ? T
    : T | null
  : never;

/** What a table reads to: `null` stands for a setting that is unset and has no default. */
export type SettingValues<T extends SettingsTable> = { readonly [K in keyof T]: ValueOf<T[K]> };

/** Declares a table and keeps the type of each of its lines, so that its values come out typed. */
export function settingsTable<const T extends SettingsTable>(table: T): T {
  return table;
}

/** The text was in order. */
export function accept<T>(value: T): Reading<T> {
  return { value };
}

/**
 * A setting that cannot be used.
 *
 * @param must the end of the line `NAME must …`; never the value.
 */
export function refuse(must: string): Reading<never> {
  return { must };
}

/** The choice itself, or the one for the mode. */
export function byMode<T extends string | number>(choice: T | ByMode<T>, mode: ContractMode): T {
  return typeof choice === 'object' ? choice[mode] : choice;
}
