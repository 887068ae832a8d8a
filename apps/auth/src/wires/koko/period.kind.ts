import { accept, refuse, type SettingKind } from '@portero/config';

/** A period of calendar time in the format of ISO 8601. Its length in milliseconds depends on its start. */
export interface Period {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
}

const ISO_8601 =
  /^P(?=[\dT])(?:(?<years>\d{1,4})Y)?(?:(?<months>\d{1,4})M)?(?:(?<weeks>\d{1,4})W)?(?:(?<days>\d{1,5})D)?(?:T(?=\d)(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,8})M)?(?:(?<seconds>\d{1,9})S)?)?$/u;
const SECONDS = /^[1-9]\d{0,8}$/u;
const EXPECTS = 'a period of ISO 8601 such as `P1Y` or `PT12H`, or whole seconds, of at most ten years';

const DAY = 86_400;
const TEN_YEARS = 3660 * DAY;

/** `P1Y`, `P30D`, `PT3600S`, or plain seconds; longer than zero, and at most ten years. */
export function period(): SettingKind<Period> {
  return {
    expects: EXPECTS,
    read(raw) {
      const read = parsePeriod(raw);
      const longest = read === null ? 0 : longestSeconds(read);
      return read !== null && longest > 0 && longest <= TEN_YEARS
        ? accept(read)
        : refuse(`be ${EXPECTS.replaceAll('`', '')}`);
    },
  };
}

/** Reads a period; `null` when it is none. */
export function parsePeriod(text: string): Period | null {
  if (SECONDS.test(text)) return { years: 0, months: 0, days: 0, seconds: Number(text) };
  const groups = ISO_8601.exec(text)?.groups;
  if (groups === undefined) return null;
  const part = (name: string) => Number(groups[name] ?? 0);
  return {
    years: part('years'),
    months: part('months'),
    days: part('weeks') * 7 + part('days'),
    seconds: part('hours') * 3600 + part('minutes') * 60 + part('seconds'),
  };
}

/**
 * Adds a period to a time in the UTC calendar. A day that the target month lacks overflows into the next month, as in
 * PHP's `DateTime::add`: a year after 29 February is 1 March.
 */
export function addPeriod(moment: Date, { years, months, days, seconds }: Period): Date {
  return new Date(
    Date.UTC(
      moment.getUTCFullYear() + years,
      moment.getUTCMonth() + months,
      moment.getUTCDate() + days,
      moment.getUTCHours(),
      moment.getUTCMinutes(),
      moment.getUTCSeconds() + seconds,
      moment.getUTCMilliseconds(),
    ),
  );
}

/** The maximum number of seconds of a period, for any start. */
export function longestSeconds({ years, months, days, seconds }: Period): number {
  return (years * 366 + months * 31 + days) * DAY + seconds;
}
