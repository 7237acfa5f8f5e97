import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { dayOf } from '../sources/count-poll.js';
import { coveredSources, type FeedDay } from './covered-sources.js';
import { COUNTED_MS, type Counted, type Finding, findingsIn } from './spike.js';

/** More than usual at present, of whatever is counted. */
@Injectable()
export class Spikes {
  constructor(private readonly database: Database) {}

  /** @param rows all that was said in the last `COUNTED_MS` at least */
  async of(rows: readonly Counted[], now: Date): Promise<Finding[]> {
    return (await this.ofEach(new Map([[0, rows]]), now)).get(0) ?? [];
  }

  /** The same for many at once; the keys are the caller's. What has no finding is not there. */
  async ofEach<Key>(counted: ReadonlyMap<Key, readonly Counted[]>, now: Date): Promise<Map<Key, Finding[]>> {
    const covered = coveredSources(await this.feedDays(now), now.getTime());
    const found = new Map<Key, Finding[]>();
    for (const [key, rows] of counted) {
      const findings = findingsIn(rows, covered, now.getTime());
      if (findings.length > 0) found.set(key, findings);
    }
    return found;
  }

  /** Of feeds of whole sites: those of single posts come and go with their threads, and bring what was said with its own date. */
  private feedDays(now: Date): Promise<FeedDay[]> {
    const from = dayOf(new Date(now.getTime() - COUNTED_MS));
    return this.database.manager.sql<FeedDay[]>`
      SELECT f.id AS "feedId", f.source_id AS "sourceId", f.created_at AS "createdAt", f.state, d.day,
             COALESCE(d.polls, 0) AS polls, COALESCE(d.failures, 0) AS failures
        FROM feed f
        LEFT JOIN feed_day d ON d.feed_id = f.id AND d.day >= ${from}
       WHERE f.post_id IS NULL`;
  }
}
