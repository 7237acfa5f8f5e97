import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Kept } from '../pages/kept.js';
import { CalendarQuery } from './calendar.query.js';

/** What arrives or changes is read after ten seconds, and shows to who asks after that; half a minute later it shows in any case. */
const LIMITS = { seconds: 10, atMostSeconds: 30, most: 64 };

/** What was written, and whether it stays. */
export interface Written {
  text: string;
  isClosed: boolean;
}

export interface Answer extends Written {
  /** Weak, because what is the same for readers may be packed for one and not for another on its way. */
  etag: string;
}

/**
 * Editions as they were last written. An edition costs a few SELECTs over its whole period, and everybody asks for the same one; one small
 * SELECT tells whether it still holds.
 */
@Injectable()
export class EditionCache {
  private readonly kept: Kept<Answer>;

  constructor(
    clock: Clock,
    private readonly calendar: CalendarQuery,
  ) {
    this.kept = new Kept(clock, LIMITS);
  }

  /** What was kept of a closed edition, which is not even asked about: nothing in it changes but by removals, late arrivals and edits. */
  closed(key: string): Answer | null {
    const found = this.kept.look(key);
    return found?.isClosed ? found : null;
  }

  /** What `write` gave for this key, if that still holds, else what it gives now. */
  async read(key: string, write: () => Promise<Written>): Promise<Answer> {
    return this.kept.read(key, await this.calendar.version(), () => write().then(answerOf));
  }
}

function answerOf(written: Written): Answer {
  return { ...written, etag: `W/"${createHash('sha1').update(written.text).digest('base64url')}"` };
}
