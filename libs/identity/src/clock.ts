/** The current time. Injected, so that tests can stop and move it. */
export abstract class Clock {
  /** The present moment. */
  abstract now(): Date;
}

/** The machine's clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

/** `seconds` after `moment`. */
export function secondsAfter(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}

/** Seconds since 1970 as JWT NumericDate (RFC 7519, section 2), rounded down. */
export function numericDate(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
