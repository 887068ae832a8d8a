import { isAbsolute, resolve } from 'node:path';
import type { ByMode, SettingKind } from '../settings-table';
import { accept, byMode, refuse } from '../settings-table';

const WHOLE_NUMBER = /^(?:0|[1-9]\d{0,14})$/;
const MODES_DIFFER = ' in hardened mode';

interface Range {
  readonly min: number | ByMode<number>;
  readonly max: number;
  /** The unit for the documentation, for example `bytes`. */
  readonly unit?: string;
}

/** A whole number in plain decimal digits: no sign, blank, exponent, fraction, other base or leading zero. */
export function integer(range: Range): SettingKind<number> {
  const unit = range.unit === undefined ? '' : ` of ${range.unit}`;
  const bounds = (min: number) => `whole number${unit} from ${min} to ${range.max}`;
  const least = byMode(range.min, 'documented');
  const leastHardened = byMode(range.min, 'hardened');
  const note = least === leastHardened ? '' : ` (hardened: from ${leastHardened})`;
  return {
    expects: bounds(least) + note,
    read(raw, { mode }) {
      const min = byMode(range.min, mode);
      const value = WHOLE_NUMBER.test(raw) ? Number(raw) : Number.NaN;
      if (value >= min && value <= range.max) return accept(value);
      return refuse(`be a ${bounds(min)}${mode === 'hardened' && note !== '' ? MODES_DIFFER : ''}`);
    },
  };
}

/** A span of time in whole seconds. */
export function duration(range: Omit<Range, 'unit'>): SettingKind<number> {
  return integer({ ...range, unit: 'seconds' });
}

/** Exactly one of the given words, in lower case. */
export function choice<const T extends string>(...words: readonly [T, ...T[]]): SettingKind<T> {
  return {
    expects: words.map((word) => `\`${word}\``).join(', '),
    read(raw) {
      const word = words.find((candidate) => candidate === raw);
      return word === undefined ? refuse(`be one of ${words.join(', ')}`) : accept(word);
    },
  };
}

/** `true` or `false`. */
export function flag(): SettingKind<boolean> {
  return {
    expects: '`true`, `false`',
    read: (raw) => (raw === 'true' || raw === 'false' ? accept(raw === 'true') : refuse('be true or false')),
  };
}

interface TextRules {
  readonly expects: string;
  /** The whole value must match it. */
  readonly pattern?: RegExp;
  readonly maxLength?: number;
  readonly secret?: boolean;
}

/** One line of text, unchanged. */
export function text(rules: TextRules): SettingKind<string> {
  const maxLength = rules.maxLength ?? 1000;
  return {
    expects: rules.expects,
    secret: rules.secret ?? false,
    read(raw) {
      if (hasControlCharacter(raw)) return refuse('be one line without control characters');
      if (raw.length > maxLength) return refuse(`be at most ${maxLength} characters long`);
      if (rules.pattern?.test(raw) === false) return refuse(`be ${rules.expects}`);
      return accept(raw);
    },
  };
}

/** Comma-separated values of one kind. Blanks around commas are dropped, and duplicate values are refused. */
export function list<T extends string | number>(item: SettingKind<T>, expects: string): SettingKind<readonly T[]> {
  return {
    expects,
    read(raw, context) {
      const values: T[] = [];
      for (const part of raw.split(',')) {
        const reading = item.read(part.trim(), context);
        if ('must' in reading) return refuse(`be a ${expects}: each entry must ${reading.must}`);
        values.push(reading.value);
      }
      if (new Set(values).size < values.length) return refuse('name each entry once');
      return accept(values);
    },
  };
}

/** A path. A relative path is resolved against the working folder into an absolute one. */
export function path(expects: string): SettingKind<string> {
  return {
    expects,
    read(raw) {
      if (hasControlCharacter(raw)) return refuse('be a path without control characters');
      return accept(isAbsolute(raw) ? raw : resolve(raw));
    },
  };
}

export function hasControlCharacter(raw: string): boolean {
  return /\p{Cc}/u.test(raw);
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/u;

/** A time in the format of RFC 3339, with its offset. */
export function dateTime(): SettingKind<Date> {
  const expects = 'a moment such as `2027-01-31T04:00:00Z`';
  return {
    expects,
    read(raw) {
      const moment = new Date(raw);
      return DATE_TIME.test(raw) && !Number.isNaN(moment.getTime())
        ? accept(moment)
        : refuse(`be ${expects.replaceAll('`', '')}`);
    },
  };
}
