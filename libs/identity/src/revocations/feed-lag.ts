/** The delay of the open readers of the revocation feed. */
class ReaderLag {
  private readonly readers = new Map<object, number>();

  /** Records that the reader is up to date. */
  upToDate(reader: object): void {
    this.readers.set(reader, performance.now());
  }

  /** Removes the reader. */
  gone(reader: object): void {
    this.readers.delete(reader);
  }

  /** Seconds since the slowest reader was up to date; 0 without readers. */
  seconds(): number {
    const now = performance.now();
    return Math.max(0, ...[...this.readers.values()].map((at) => (now - at) / 1000));
  }
}

/** The readers of this process. */
export const FEED_LAG = new ReaderLag();
