/** How far the open readers of the revocation feed are behind. */
class ReaderLag {
  private readonly readers = new Map<object, number>();

  /** The reader has everything there is now. */
  upToDate(reader: object): void {
    this.readers.set(reader, performance.now());
  }

  /** The reader is gone. */
  gone(reader: object): void {
    this.readers.delete(reader);
  }

  /** Seconds since the reader that is furthest behind was up to date; 0 without readers. */
  seconds(): number {
    const now = performance.now();
    return Math.max(0, ...[...this.readers.values()].map((at) => (now - at) / 1000));
  }
}

/** The readers of this process. */
export const FEED_LAG = new ReaderLag();
