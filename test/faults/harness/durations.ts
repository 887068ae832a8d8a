/** Whether the long forms are played: `npm run test:faults`. `.ci/run` plays the short ones. */
const LONG = process.env['FAULTS'] === 'long';

/** @returns the milliseconds that a fault lasts */
export function seconds(short: number, long: number): number {
  return (LONG ? long : short) * 1000;
}

/** @returns how many times something is done */
export function rounds(short: number, long: number): number {
  return LONG ? long : short;
}
