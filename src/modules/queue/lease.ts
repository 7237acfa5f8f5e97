import type { EntityManager } from 'typeorm';
import { isPostgres, run } from '../database/bulk.js';

/** Another process may have begun with what this one was working on: it was cut off from the database, or stood still, for too long. */
export class LostLease extends Error {
  override name = 'LostLease';

  constructor(key: string) {
    super(
      `Another process may work on ${key} now: this one could not say in time that it still does. What it had not stored is done anew.`,
    );
  }
}

/** The right to work on one thing, for as long as it is said in time that the work goes on (`Leases` does). */
export class Lease {
  private readonly lost = new AbortController();

  /**
   * @param freeForMs for how long nobody had had it; infinite where nobody ever had
   * @param sureUntilMs by `performance.now`: until then nobody else can have it
   */
  constructor(
    readonly key: string,
    private readonly holder: string,
    readonly freeForMs: number,
    public sureUntilMs: number,
  ) {}

  /** By this process's own clock, which goes on while it stands still. */
  get isLost(): boolean {
    if (performance.now() >= this.sureUntilMs && !this.lost.signal.aborted) this.lost.abort(new LostLease(this.key));
    return this.lost.signal.aborted;
  }

  /** Aborted when it is lost, with `LostLease` for a reason. To be taken afresh for each request: one that is overdue is aborted then. */
  get signal(): AbortSignal {
    void this.isLost;
    return this.lost.signal;
  }

  /** To be called first in a write: throws `LostLease` where somebody else has taken it, and nobody can take it until the write is through. */
  async confirm(manager: EntityManager): Promise<void> {
    const lock = isPostgres(manager) ? ' FOR UPDATE' : '';
    const rows = await run(manager, `SELECT key FROM lease WHERE key = ? AND holder = ?${lock}`, [this.key, this.holder]);
    if ((rows as unknown[]).length === 0) throw new LostLease(this.key);
  }
}
