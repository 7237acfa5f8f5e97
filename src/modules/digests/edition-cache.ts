import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { CalendarQuery } from './calendar.query.js';

const KEPT_MAX = 64;
/** What changes no number that we look at (a post marked as gone, a source renamed) shows after this time at the latest. */
const KEPT_SECONDS = 10;

interface Kept {
  version: string;
  until: number;
  text: Promise<string>;
}

/**
 * Editions as they were last written. An edition costs a few SELECTs over its whole period, and everybody asks for the same one; one small
 * SELECT tells whether it still holds. Readers who come while it is written wait for the same writing.
 */
@Injectable()
export class EditionCache {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly clock: Clock,
    private readonly calendar: CalendarQuery,
  ) {}

  /** What `write` gave for this key, if that still holds, else what it gives now. */
  async read(key: string, write: () => Promise<string>): Promise<string> {
    const [version, now] = [await this.calendar.version(), this.clock.now().getTime()];
    const found = this.kept.get(key);
    if (found?.version === version && now < found.until) return found.text;
    const text = write();
    this.keep(key, { version, until: now + KEPT_SECONDS * 1000, text });
    // A failure is answered to those who waited for it, and tried again by the next.
    text.catch(() => this.kept.get(key)?.text === text && this.kept.delete(key));
    return text;
  }

  /** The one written longest ago makes room: a Map keeps the order of insertion. */
  private keep(key: string, kept: Kept): void {
    this.kept.delete(key);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size >= KEPT_MAX && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, kept);
  }
}
