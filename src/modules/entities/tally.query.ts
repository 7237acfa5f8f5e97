import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Affiliation } from '../sources/source.entity.js';
import { VOICE } from './mentioning.query.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Messages of one hour, source and voice that mention an entity; of them those with each role, of which a message may have several. */
export interface TallyRow {
  entityId: number;
  sourceId: number;
  /** Null for readers. */
  voice: Affiliation | null;
  hoursAgo: number;
  messages: number;
  addressed: number;
  discussed: number;
  quoted: number;
  linked: number;
}

/** How often everybody who is watched is mentioned of late. */
@Injectable()
export class TallyQuery {
  constructor(private readonly database: Database) {}

  /** By the index of posts in time, one day after the other: SQLite answers in this thread, and readers get their turn between two days. */
  async read(from: number, now: number): Promise<TallyRow[]> {
    const rows: TallyRow[] = [];
    for (let until = now + 1; until > from; until -= DAY_MS) {
      rows.push(...(await this.between(Math.max(from, until - DAY_MS), until, now)));
      await setImmediate();
    }
    return rows;
  }

  private async between(from: number, until: number, now: number): Promise<TallyRow[]> {
    const rows = await this.database.manager.sql<TallyRow[]>`
      SELECT t."entityId", t."sourceId", t.voice, t."hoursAgo", COUNT(*) AS messages, SUM(t.addressed) AS addressed,
             SUM(t.discussed) AS discussed, SUM(t.quoted) AS quoted, SUM(t.linked) AS linked
        FROM (SELECT m.entity_id AS "entityId", p.source_id AS "sourceId", ${() => VOICE} AS voice, ${() => `(${now} - p.sort_at) / ${HOUR_MS}`} AS "hoursAgo",
                     MAX(CASE WHEN m.role = 'addressed' THEN 1 ELSE 0 END) AS addressed, MAX(CASE WHEN m.role = 'discussed' THEN 1 ELSE 0 END) AS discussed,
                     MAX(CASE WHEN m.role = 'quoted' THEN 1 ELSE 0 END) AS quoted, MAX(CASE WHEN m.role = 'linked' THEN 1 ELSE 0 END) AS linked
                FROM post p
                JOIN mention m ON m.post_id = p.id
               WHERE p.sort_at >= ${from} AND p.sort_at < ${until} AND p.gone_at IS NULL AND p.is_stub = 0
               GROUP BY m.entity_id, p.id, p.source_id, p.voice, p.kind, p.sort_at) t
       GROUP BY t."entityId", t."sourceId", t.voice, t."hoursAgo"`;
    // PostgreSQL gives sums as texts.
    return rows.map(({ addressed, discussed, quoted, linked, ...row }) => ({
      ...row,
      addressed: Number(addressed),
      discussed: Number(discussed),
      quoted: Number(quoted),
      linked: Number(linked),
    }));
  }
}
