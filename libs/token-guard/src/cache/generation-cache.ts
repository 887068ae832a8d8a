/**
 * The most recently used entries, in two generations: a new or used entry is in the young one; when that is half the
 * bound, it becomes the old one and the former old one is forgotten. So a hit costs one look-up in a `Map`, and the
 * cache holds at least the last half of the bound and never more than the bound.
 */
export class GenerationCache<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();
  private readonly half: number;

  /** @param limit entries; 0 remembers nothing */
  constructor(limit: number) {
    this.half = Math.floor(limit / 2);
  }

  get size(): number {
    return this.young.size + this.old.size;
  }

  get(key: string): Value | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const older = this.old.get(key);
    if (older === undefined) return undefined;
    this.old.delete(key);
    this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.half === 0) return;
    this.old.delete(key);
    this.young.set(key, value);
    if (this.young.size < this.half) return;
    this.old = this.young;
    this.young = new Map();
  }

  delete(key: string): void {
    this.young.delete(key);
    this.old.delete(key);
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }
}
