import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { CalendarQuery } from './calendar.query.js';

const KEPT_MAX = 64;
/** What arrives or changes otherwise shows after this time at the latest: while a poll runs something arrives at every moment. */
const KEPT_SECONDS = 10;

/** What was written, and whether it stays. */
export interface Written {
  text: string;
  isClosed: boolean;
}

export interface Answer extends Written {
  /** Weak, because what is the same for readers may be packed for one and not for another on its way. */
  etag: string;
}

interface Kept {
  version: string;
  until: number;
  /** Known when it is written. */
  isClosed: boolean;
  answer: Promise<Answer>;
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

  /** What was kept of a closed edition, which is not even asked about: nothing in it changes but by removals, late arrivals and edits. */
  closed(key: string): Promise<Answer> | null {
    const found = this.kept.get(key);
    return found?.isClosed && this.clock.now().getTime() < found.until ? found.answer : null;
  }

  /** What `write` gave for this key, if that still holds, else what it gives now. */
  async read(key: string, write: () => Promise<Written>): Promise<Answer> {
    const [version, now] = [await this.calendar.version(), this.clock.now().getTime()];
    const found = this.kept.get(key);
    if (found?.version === version && now < found.until) return found.answer;
    const kept: Kept = { version, until: now + KEPT_SECONDS * 1000, isClosed: false, answer: write().then(answerOf) };
    this.keep(key, kept);
    kept.answer.then(
      ({ isClosed }) => (kept.isClosed = isClosed),
      // A failure is answered to those who waited for it, and tried again by the next.
      () => this.kept.get(key) === kept && this.kept.delete(key),
    );
    return kept.answer;
  }

  /** The one written longest ago makes room: a Map keeps the order of insertion. */
  private keep(key: string, kept: Kept): void {
    this.kept.delete(key);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size >= KEPT_MAX && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, kept);
  }
}

function answerOf(written: Written): Answer {
  return { ...written, etag: `W/"${createHash('sha1').update(written.text).digest('base64url')}"` };
}
