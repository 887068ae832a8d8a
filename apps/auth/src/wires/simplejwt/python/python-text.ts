/**
 * What `str.isspace()` calls white space (Unicode bidirectional type WS, B or S, or category Zs). JavaScript's set
 * lacks U+001C to U+001F and U+0085, and wrongly includes U+FEFF.
 */
const SPACE = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;

const LEADING = new RegExp(`^${SPACE}+`, 'u');
const LAST_SPACE = new RegExp(`^${SPACE}$`, 'u');

/** What `int()` reads: a sign, digits with single underscores between them, white space around. */
const INTEGER = /^[+-]?\d+(?:_\d+)*$/u;

/** From this exponent on, `repr(float)` writes one. */
const LARGEST_PLAIN_EXPONENT = 16;
const SMALLEST_PLAIN_EXPONENT = -4;

/** `text.strip()`. */
export function strip(text: string): string {
  const start = LEADING.exec(text)?.[0].length ?? 0;
  let end = text.length;
  // Backwards by hand: a pattern anchored at the end takes quadratic time on long runs of blanks.
  while (end > start && LAST_SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** `int(text)`; `null` where Python raises a `ValueError`. */
export function parseInteger(text: string): number | null {
  const digits = strip(text);
  return INTEGER.test(digits) ? Number(digits.replaceAll('_', '')) : null;
}

/** `repr(value)` of a float: the shortest digits that read back as the same number. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= LARGEST_PLAIN_EXPONENT || (power < SMALLEST_PLAIN_EXPONENT && value !== 0)) {
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const plain = plainDecimal(mantissa, power);
  return plain.includes('.') ? plain : `${plain}.0`;
}

function plainDecimal(mantissa: string, power: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/gu, '');
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0');
  const fraction = digits.slice(power + 1);
  return sign + (fraction === '' ? whole : `${whole}.${fraction}`);
}
