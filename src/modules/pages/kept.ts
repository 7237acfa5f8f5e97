import type { Clock } from '../clock/clock.js';

interface Entry<Value> {
  version: string;
  until: number;
  value: Promise<Value>;
  /** Known when it is made. */
  made: Value | null;
}

/**
 * What was made for one reader, for those who ask for the same within some seconds. Those who come while it is made wait for the same making.
 * What arrives meanwhile does not count: while a poll runs something arrives at every moment.
 */
export class Kept<Value> {
  private readonly entries = new Map<string, Entry<Value>>();

  constructor(
    private readonly clock: Clock,
    private readonly limits: { seconds: number; most: number },
  ) {}

  /** @param version of what shows at once when it changes */
  read(key: string, version: string, make: () => Promise<Value>): Promise<Value> {
    const now = this.clock.now().getTime();
    const found = this.entries.get(key);
    if (found?.version === version && now < found.until) return found.value;
    const entry: Entry<Value> = { version, until: now + this.limits.seconds * 1000, value: make(), made: null };
    this.keep(key, entry);
    entry.value.then(
      (value) => (entry.made = value),
      // A failure is answered to those who waited for it, and tried again by the next.
      () => this.entries.get(key) === entry && this.entries.delete(key),
    );
    return entry.value;
  }

  /** What is there and not too old, of whatever version; null where there is none. */
  look(key: string): Value | null {
    const found = this.entries.get(key);
    return found && this.clock.now().getTime() < found.until ? found.made : null;
  }

  /** The one made longest ago makes room: a Map keeps the order of insertion. */
  private keep(key: string, entry: Entry<Value>): void {
    this.entries.delete(key);
    const oldest = this.entries.keys().next().value;
    if (this.entries.size >= this.limits.most && oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(key, entry);
  }
}
