import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** So long a writer stands back for another one who waits; one that has not come by then has died, or comes later. */
const GIVE_WAY_MS = 500;
const LOOK_AGAIN_MS = 1;

/**
 * Turns at writing to one file of SQLite, among threads and processes. SQLite excludes others, but lets nobody wait in a line: who writes document after
 * document would keep all others out for as long as he goes on. So who waits lays a file beside the database, and who has written stands back while it is
 * there. It is a courtesy and no lock: one that is left behind by a killed process delays the next writer once.
 */
export class Turns {
  private readonly marker: string;

  constructor(
    location: string,
    private readonly giveWayMs = GIVE_WAY_MS,
  ) {
    this.marker = `${location}-waiting`;
  }

  /** For who could not begin: says that somebody waits, and waits a little. */
  async wait(): Promise<void> {
    try {
      if (!existsSync(this.marker)) writeFileSync(this.marker, '');
    } catch {
      // A disk that is full or read-only is the writing's own trouble, and told there.
    }
    await sleep(LOOK_AGAIN_MS);
  }

  /** For who waited and has begun. Others who wait say so again. */
  take(): void {
    rmSync(this.marker, { force: true });
  }

  /** For who is about to write once more: lets those go first who wait. */
  async giveWay(): Promise<void> {
    const until = performance.now() + this.giveWayMs;
    while (existsSync(this.marker)) {
      if (performance.now() > until) return this.take();
      await sleep(LOOK_AGAIN_MS);
    }
  }
}
