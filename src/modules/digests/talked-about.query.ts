import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { VOICE } from '../entities/mentioning.query.js';
import { WatchedQuery } from '../entities/watched.query.js';
import { type Counted, COUNTED_MS, type Finding, HOUR_MS, RULE } from '../spikes/spike.js';
import { Spikes } from '../spikes/spikes.service.js';
import type { Affiliation } from '../sources/source.entity.js';
import { groupBy } from './group-by.js';
import type { Period } from './period.js';
import type { Span } from './ranking.js';

/** Who was talked about in the period, and how often in earlier ones. */
export interface TalkedAboutRow {
  slug: string;
  name: string;
  /** Messages that mention it, by whose voice; null for readers. */
  voices: { voice: Affiliation | null; messages: number }[];
  /** Messages in each of the earlier periods. */
  earlier: number[];
  /** What stood out in the last 24 hours of a day. */
  findings: Finding[];
}

interface CountRow {
  entityId: number;
  voice: Affiliation | null;
  messages: number;
}

/** Messages of one hour, source and voice. */
interface HourRow extends Omit<Counted, 'at'> {
  entityId: number;
  hoursAgo: number;
}

const SHOWN = 8;
const DAY_MS = 24 * HOUR_MS;

/**
 * One statement for each period and each day: SQLite answers in this thread, and readers get their turn in between. `entity_id + 0` keeps it from
 * walking all mentions that there ever were of those who are named most.
 */
@Injectable()
export class TalkedAboutQuery {
  constructor(
    private readonly database: Database,
    private readonly watched: WatchedQuery,
    private readonly spikes: Spikes,
  ) {}

  /** Those with most messages, the most first. @param earlier the periods that this one is compared with */
  async read(period: Period, earlier: readonly Span[], now: Date): Promise<{ rows: TalkedAboutRow[]; more: number }> {
    const span = { from: period.from.getTime(), until: period.until.getTime() };
    const counts = groupBy(await this.counts(span), ({ entityId }) => entityId);
    const inOrder = [...counts]
      .map(([id, voices]) => ({ id, voices, messages: sumOf(voices) }))
      .sort((a, b) => b.messages - a.messages || a.id - b.id);
    const shown = inOrder.slice(0, SHOWN);
    const ids = shown.map(({ id }) => id);
    const named = await this.watched.named(ids);
    const before = await this.before(ids, earlier);
    const likely = shown.filter(({ messages }) => messages >= RULE.least).map(({ id }) => id);
    const findings = await this.findings(period, likely, now);
    const rows = shown.flatMap(({ id, voices }) => {
      const entity = named.get(id);
      if (!entity) return [];
      return [
        {
          ...entity,
          voices: voices.map(({ voice, messages }) => ({ voice, messages })),
          earlier: before.map((those) => those.get(id) ?? 0),
          findings: findings.get(id) ?? [],
        },
      ];
    });
    return { rows, more: inOrder.length - shown.length };
  }

  private counts({ from, until }: Span): Promise<CountRow[]> {
    return this.database.manager.sql<CountRow[]>`
      SELECT t."entityId", t.voice, COUNT(*) AS messages
        FROM (SELECT DISTINCT m.entity_id AS "entityId", p.id, ${() => VOICE} AS voice
                FROM post p
                JOIN mention m ON m.post_id = p.id
               WHERE p.sort_at >= ${from} AND p.sort_at < ${until} AND p.gone_at IS NULL AND p.is_stub = 0) t
       GROUP BY t."entityId", t.voice`;
  }

  private async before(ids: number[], spans: readonly Span[]): Promise<Map<number, number>[]> {
    if (ids.length === 0) return [];
    const periods: Map<number, number>[] = [];
    for (const { from, until } of spans) {
      const rows = await this.database.manager.sql<{ id: number; messages: number }[]>`
        SELECT m.entity_id AS id, COUNT(DISTINCT p.id) AS messages
          FROM post p
          JOIN mention m ON m.post_id = p.id
         WHERE p.sort_at >= ${from} AND p.sort_at < ${until} AND p.gone_at IS NULL AND p.is_stub = 0 AND m.entity_id + 0 IN (${() => ids})
         GROUP BY m.entity_id`;
      periods.push(new Map(rows.map(({ id, messages }) => [id, messages])));
      await setImmediate();
    }
    return periods;
  }

  /** Spikes are of a day and of what is no more than the present: a week has days of its own that say so. */
  private async findings({ kind, until }: Period, ids: number[], now: Date): Promise<Map<number, Finding[]>> {
    if (kind !== 'day' || ids.length === 0) return new Map();
    const end = Math.min(until.getTime(), now.getTime());
    const rows: HourRow[] = [];
    for (let to = end; to > end - COUNTED_MS; to -= DAY_MS) {
      rows.push(...(await this.hours(ids, to, end)));
      await setImmediate();
    }
    const counted = groupBy(
      rows.map((row) => ({ ...row, at: end - row.hoursAgo * HOUR_MS })),
      ({ entityId }) => entityId,
    );
    const found = await this.spikes.ofEach(counted, new Date(end));
    return new Map([...found].map(([id, those]) => [id, those.filter(({ spike }) => spike.window === 'day')]));
  }

  /** Of one day, hour by hour. */
  private hours(ids: number[], to: number, end: number): Promise<HourRow[]> {
    return this.database.manager.sql<HourRow[]>`
      SELECT t."entityId", t."sourceId", t.voice, t."hoursAgo", COUNT(*) AS count
        FROM (SELECT DISTINCT m.entity_id AS "entityId", p.id, p.source_id AS "sourceId", ${() => VOICE} AS voice, ${() => `(${end} - p.sort_at) / ${HOUR_MS}`} AS "hoursAgo"
                FROM post p
                JOIN mention m ON m.post_id = p.id
               WHERE p.sort_at > ${to - DAY_MS} AND p.sort_at <= ${to} AND p.gone_at IS NULL AND p.is_stub = 0 AND m.entity_id + 0 IN (${() => ids})) t
       GROUP BY t."entityId", t."sourceId", t.voice, t."hoursAgo"`;
  }
}

function sumOf(voices: readonly CountRow[]): number {
  return voices.reduce((sum, { messages }) => sum + messages, 0);
}
