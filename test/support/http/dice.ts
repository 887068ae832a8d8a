/** Pseudo-random numbers from a seed (mulberry32), so that a failure can be repeated. */
export class Dice {
  constructor(private state: number) {}

  /** A whole number from 0 to `below` - 1. */
  roll(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  /** One of several. */
  pick<T>(from: readonly T[]): T {
    return from[this.roll(from.length)] as T;
  }
}
