/** Lets one loop sleep and other code wake it. A call of {@link wake} while the loop runs is remembered. */
export class WakeSignal {
  private called = false;
  private onCall: (() => void) | null = null;

  wake(): void {
    this.called = true;
    this.onCall?.();
  }

  /** Resolves at the next {@link wake}, or after `milliseconds`. Does not keep the process alive. */
  async wait(milliseconds: number): Promise<void> {
    if (!this.called) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds).unref();
        this.onCall = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.onCall = null;
    this.called = false;
  }
}
