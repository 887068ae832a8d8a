/** A caller that waits for a slot. */
interface Waiting {
  readonly begin: () => void;
  readonly refuse: () => void;
}

/** The number of waiting callers per slot. */
const WAITING_EACH = 16;

/**
 * Limits how many requests are open at once. A quarter of the slots is reserved for tokens that were active before, and
 * these go first: invented keys delay other new keys, but no known one. When too many wait, a random one is refused, so
 * that a flood cannot control who is answered.
 */
export class QuestionSlots {
  private readonly known: Waiting[] = [];
  private readonly strange: Waiting[] = [];
  private readonly mostStrange: number;
  private open = 0;
  private openStrange = 0;

  /** @param most slots  @param patienceMs for how long one waits at most */
  constructor(
    private readonly most: number,
    private readonly patienceMs: number,
  ) {
    this.mostStrange = Math.max(1, most - Math.ceil(most / 4));
  }

  /** Questions that are open. */
  get inFlight(): number {
    return this.open;
  }

  /**
   * Runs a request when there is a slot.
   *
   * @param isKnown whether its token was active before
   * @throws {Error} what `refusal` makes, if there was none in time
   */
  async run<T>(isKnown: boolean, question: () => Promise<T>, refusal: () => Error): Promise<T> {
    if (!this.take(isKnown)) await this.wait(isKnown, refusal);
    try {
      return await question();
    } finally {
      this.release(isKnown);
    }
  }

  private take(isKnown: boolean): boolean {
    if (this.open >= this.most || (!isKnown && this.openStrange >= this.mostStrange)) return false;
    this.open += 1;
    if (!isKnown) this.openStrange += 1;
    return true;
  }

  private wait(isKnown: boolean, refusal: () => Error): Promise<void> {
    const queue = isKnown ? this.known : this.strange;
    return new Promise((begin, reject) => {
      const refuse = (): void => {
        clearTimeout(timer);
        reject(refusal());
      };
      const waiting: Waiting = {
        begin: () => {
          clearTimeout(timer);
          begin();
        },
        refuse,
      };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(waiting), 1);
        refuse();
      }, this.patienceMs);
      timer.unref();
      queue.push(waiting);
      if (queue.length > this.most * WAITING_EACH) {
        const [unlucky] = queue.splice(Math.floor(Math.random() * queue.length), 1);
        unlucky?.refuse();
      }
    });
  }

  private release(isKnown: boolean): void {
    this.open -= 1;
    if (!isKnown) this.openStrange -= 1;
    for (const [queue, isOfKnown] of [
      [this.known, true],
      [this.strange, false],
    ] as const) {
      if (queue.length > 0 && this.take(isOfKnown)) {
        queue.shift()?.begin();
        return;
      }
    }
  }
}
