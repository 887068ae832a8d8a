/** The contract mode: exactly as the published documents, or without what would give strangers access. */
export type ContractMode = 'documented' | 'hardened';

/** One answer for each contract mode. */
export type ByMode<T> = Readonly<Record<ContractMode, T>>;

/** What a rule may depend on besides the value itself. */
export interface SettingContext {
  readonly mode: ContractMode;
  /** NODE_ENV=production, in whichever mode. */
  readonly production: boolean;
}

/** The result of reading a text: the value, or the end of the line `NAME must …`. */
export type Reading<T> = { readonly value: T } | { readonly must: string };

/** A setting that works but is not safe. */
export interface WeakSetting {
  readonly meaning: string;
  /** What to do about it. */
  readonly mend: string;
}

/** A kind of value: its format, and how its text is read. */
export interface SettingKind<T> {
  /** How a value is written, for the documentation: `whole number from 0 to 65535`. */
  readonly expects: string;
  /** The value is a secret. It may be in a file, with its path in `<NAME>_FILE`. */
  readonly secret?: boolean;
  /** The problem of a value that is accepted but not safe; `null` if it is safe. The text contains no secret. */
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
  /** The meaning of an unset value in words, if there is no fixed default. */
  readonly unset?: string;
  /** A value for `.env.example` if there is no fixed default. */
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

/** The values of a table. `null` means unset without a default. */
export type SettingValues<T extends SettingsTable> = { readonly [K in keyof T]: ValueOf<T[K]> };

/** Declares a table and keeps the type of each line, so that its values are typed. */
export function settingsTable<const T extends SettingsTable>(table: T): T {
  return table;
}

/** Accepts a text. */
export function accept<T>(value: T): Reading<T> {
  return { value };
}

/**
 * Refuses a text.
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
