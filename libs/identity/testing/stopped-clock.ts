import { Clock, secondsAfter } from '../src/clock';

/** A clock that stands still until it is moved. */
export class StoppedClock extends Clock {
  constructor(private time = new Date('2026-08-07T12:00:00.000Z')) {
    super();
  }

  override now(): Date {
    return this.time;
  }

  advance(seconds: number): void {
    this.time = secondsAfter(this.time, seconds);
  }
}
