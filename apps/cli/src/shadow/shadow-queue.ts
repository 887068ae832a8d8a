/** The maximum number of running and waiting requests; others are dropped. */
export interface ShadowBounds {
  readonly atOnce: number;
  readonly waiting: number;
}

/** Runs work beside the traffic within these limits. */
export class ShadowQueue {
  private readonly waiting: (() => Promise<void>)[] = [];
  private running = 0;
  private idle: (() => void)[] = [];

  constructor(private readonly bounds: ShadowBounds) {}

  get length(): number {
    return this.waiting.length;
  }

  /** @param work never rejects. @returns whether it will run */
  add(work: () => Promise<void>): boolean {
    if (this.running >= this.bounds.atOnce && this.waiting.length >= this.bounds.waiting) return false;
    this.waiting.push(work);
    this.next();
    return true;
  }

  /** Resolves when nothing runs or waits. */
  async drained(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private next(): void {
    if (this.running >= this.bounds.atOnce) return;
    const work = this.waiting.shift();
    if (work === undefined) {
      if (this.running === 0) for (const resolve of this.idle.splice(0)) resolve();
      return;
    }
    this.running += 1;
    void work().finally(() => {
      this.running -= 1;
      this.next();
    });
  }
}
