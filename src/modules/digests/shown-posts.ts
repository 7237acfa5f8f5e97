import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { insertMany, isOneOf, run, selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { PostEntity } from '../posts/post.entity.js';
import { EditionEntity } from './edition.entity.js';
import type { PeriodKind } from './period.js';
import { parsePeriod } from './period.js';
import { wordedIds } from './removed-words.js';
import { ShownPostEntity } from './shown-post.entity.js';

/** The numbers of all posts in an edition, however wide it is shown. */
export function shownIn({ pageRows, feedRows }: Pick<EditionEntity, 'pageRows' | 'feedRows'>): number[] {
  return [...new Set([...wordedIds(pageRows), ...wordedIds(feedRows)])];
}

/** Writes down what an edition shows. False, and nothing written, where some of it was purged after it was read. */
export async function keepShown(manager: EntityManager, ids: readonly number[], untilAt: Date): Promise<boolean> {
  const there = await selectMany(manager, PostEntity, isOneOf(manager, 'id'), [ids], ['id']);
  if (there.length < ids.length) return false;
  const until = untilAt.getTime();
  await run(manager, `UPDATE shown_post SET until_at = ? WHERE until_at < ? AND ${isOneOf(manager, 'post_id')}`, [until, until, ids]);
  await insertMany(
    manager,
    ShownPostEntity,
    there.map(({ id: postId }) => ({ postId, untilAt })),
    [],
    'keep',
  );
  return true;
}

/** A closed edition, as far as it lists what arrived late for it. */
interface Closed {
  from: number;
  until: number;
  closedAt: number;
  newestPostId: number;
}

export type IsLate = (post: { id: number; sortAt: Date; seenAt: Date }) => boolean;

/** What closed editions show: it stays stored as long as they do. */
@Injectable()
export class ShownPosts {
  constructor(private readonly database: Database) {}

  /** Looks through the editions that closed before there was anything to be written down. */
  async catchUp(signal?: AbortSignal): Promise<void> {
    for (;;) {
      const edition = await this.database.manager.findOneBy(EditionEntity, { isLookedThrough: 0 });
      if (!edition || signal?.aborted) return;
      const { key, zone, untilAt } = edition;
      await this.database.write(async (manager) => {
        const there = await selectMany(manager, PostEntity, isOneOf(manager, 'id'), [shownIn(edition)], ['id']);
        await keepShown(
          manager,
          there.map(({ id }) => id),
          untilAt,
        );
        await manager.update(EditionEntity, { key, zone }, { isLookedThrough: 1 });
      });
    }
  }

  /** Tells of a post whether some edition that closed since lists it among its late arrivals, or counts it there. */
  async late(manager: EntityManager, since: Date): Promise<IsLate> {
    const rows = (await run(
      manager,
      'SELECT key, zone, kind, closed_at AS "closedAt", newest_post_id AS "newestPostId" FROM edition WHERE until_at >= ?',
      [since.getTime()],
    )) as { key: string; zone: string; kind: PeriodKind; closedAt: number; newestPostId: number }[];
    const calendars = new Map<string, Closed[]>();
    for (const { key, zone, kind, closedAt, newestPostId } of rows) {
      const period = parsePeriod(key, zone);
      if (!period) continue;
      const calendar = calendars.get(`${kind} ${zone}`) ?? [];
      calendars.set(`${kind} ${zone}`, calendar);
      calendar.push({ from: period.from.getTime(), until: period.until.getTime(), closedAt, newestPostId });
    }
    const sorted = [...calendars.values()].map((calendar) => calendar.sort((a, b) => a.from - b.from));
    return ({ id, sortAt, seenAt }) =>
      sorted.some((calendar) => {
        const edition = editionAt(calendar, sortAt.getTime());
        return edition !== null && (id > edition.newestPostId || seenAt.getTime() > edition.closedAt);
      });
  }
}

/** The edition in whose time an instant lies. They do not overlap, and follow one another. */
function editionAt(calendar: readonly Closed[], at: number): Closed | null {
  let [low, high] = [0, calendar.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (calendar[middle]!.until <= at) low = middle + 1;
    else high = middle;
  }
  const edition = calendar[low];
  return edition && edition.from <= at ? edition : null;
}
