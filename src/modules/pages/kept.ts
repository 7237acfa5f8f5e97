import type { Clock } from '../clock/clock.js';

interface Entry<Value> {
  version: string;
  begunAt: number;
  value: Promise<Value>;
  /** Known when it is made. */
  made: Value | null;
}

interface Limits {
  /** What is older is made anew. */
  seconds: number;
  /** While that is done, readers get the old one, if it is not older than this. */
  atMostSeconds: number;
  /** So many are kept. */
  most: number;
}

/**
 * What was made for one reader, for those who ask for the same soon after. Nobody waits for a making who could have what was made some seconds ago, and
 * those who must wait for the same. What arrives meanwhile does not count: while a poll runs something arrives at every moment.
 */
export class Kept<Value> {
  private readonly entries = new Map<string, Entry<Value>>();
  private readonly renewing = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** @param version of what shows at once when it changes */
  read(key: string, version: string, make: () => Promise<Value>): Promise<Value> {
    const found = this.entries.get(key);
    if (found?.version !== version || this.isOver(found, this.limits.atMostSeconds)) return this.make(key, version, make);
    if (found.made !== null && this.isOver(found, this.limits.seconds)) this.renew(key, version, make);
    return found.value;
  }

  /** What is there and needs no renewing, of whatever version; null where there is none. */
  look(key: string): Value | null {
    const found = this.entries.get(key);
    return found && !this.isOver(found, this.limits.seconds) ? found.made : null;
  }

  private make(key: string, version: string, make: () => Promise<Value>): Promise<Value> {
    const entry: Entry<Value> = { version, begunAt: this.clock.now().getTime(), value: make(), made: null };
    this.keep(key, entry);
    entry.value.then(
      (value) => (entry.made = value),
      // A failure is answered to those who waited for it, and tried again by the next.
      () => this.entries.get(key) === entry && this.entries.delete(key),
    );
    return entry.value;
  }

  /** One that fails leaves the old one, until that is too old: then a reader waits, and is told. */
  private renew(key: string, version: string, make: () => Promise<Value>): void {
    if (this.renewing.has(key)) return;
    this.renewing.add(key);
    const begunAt = this.clock.now().getTime();
    make()
      .then(
        (made) => this.keep(key, { version, begunAt, value: Promise.resolve(made), made }),
        () => undefined,
      )
      .finally(() => this.renewing.delete(key));
  }

  private isOver({ begunAt }: Entry<Value>, seconds: number): boolean {
    return this.clock.now().getTime() >= begunAt + seconds * 1000;
  }

  /** The one made longest ago makes room: a Map keeps the order of insertion. */
  private keep(key: string, entry: Entry<Value>): void {
    this.entries.delete(key);
    const oldest = this.entries.keys().next().value;
    if (this.entries.size >= this.limits.most && oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(key, entry);
  }
}
