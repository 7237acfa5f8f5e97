import { Injectable } from '@nestjs/common';
import { run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import type { FeedRole } from '../sources/feed.entity.js';
import { tagsOfFeeds } from '../sources/feed-tags.js';
import type { Affiliation } from '../sources/source.entity.js';
import type { StateFacts } from './feed-state.view.js';
import type { FeedFilter } from './feeds.filter.js';

export const PAGE_SIZE = 50;
/** More tags than this are no list to choose from. */
const TAGS_MAX = 200;

/** Instants as the database has them: milliseconds. */
export interface ListedFeed extends StateFacts {
  id: number;
  title: string | null;
  siteUrl: string | null;
  role: FeedRole;
  reader: string | null;
  slug: string;
  sourceTitle: string;
  platform: string;
  affiliation: Affiliation;
}

export interface ListedPage {
  rows: (ListedFeed & { tags: string[] })[];
  total: number;
}

/** What there is to choose from. */
export interface Choices {
  platforms: string[];
  tags: { tag: string; feeds: number }[];
}

const ORDERS: Record<FeedFilter['sort'], string> = {
  source: 'LOWER(s.title), s.id, f.id',
  new: 'f.id DESC',
  changed: 'COALESCE(f.changed_at, 0) DESC, f.id',
  polled: 'COALESCE(f.polled_at, 0) DESC, f.id',
  failures: 'f.failures DESC, f.id',
};

const STATES: Record<Exclude<FeedFilter['state'], ''>, string> = {
  active: `f.state = 'active'`,
  paused: `f.state = 'paused'`,
  failing: `f.state = 'active' AND f.failures > 0`,
  gone: `f.state IN ('gone', 'retired')`,
  removed: `f.state = 'removed'`,
};

/** The feeds of whole sites, a page at a time. */
@Injectable()
export class FeedsListQuery {
  constructor(private readonly database: Database) {}

  async page(filter: FeedFilter): Promise<ListedPage> {
    const { manager } = this.database;
    const { sql, parameters } = conditionOf(filter);
    const asksSource = /\bs\./.test(sql);
    const counting = run(manager, `SELECT COUNT(*) AS total ${asksSource ? FROM : 'FROM feed f'} WHERE ${sql}`, parameters);
    const reading = run(manager, `SELECT ${LISTED_COLUMNS} ${FROM} WHERE ${sql} ORDER BY ${ORDERS[filter.sort]} LIMIT ? OFFSET ?`, [
      ...parameters,
      PAGE_SIZE,
      (filter.page - 1) * PAGE_SIZE,
    ]);
    const [[count], rows] = (await Promise.all([counting, reading])) as [{ total: number }[], ListedFeed[]];
    const ids = rows.map(({ id }) => id);
    const tags = await tagsOfFeeds(manager, ids);
    return { rows: rows.map((row) => ({ ...row, tags: tags.get(row.id) ?? [] })), total: Number(count?.total ?? 0) };
  }

  /** All that a filter finds, on whatever page. */
  async ids(filter: FeedFilter): Promise<number[]> {
    const { sql, parameters } = conditionOf(filter);
    const rows = (await run(this.database.manager, `SELECT f.id ${FROM} WHERE ${sql} ORDER BY f.id`, parameters)) as { id: number }[];
    return rows.map(({ id }) => id);
  }

  /** The same in the order of their numbers, from the first after one. */
  async after(filter: FeedFilter, id: number, idsMax: number): Promise<number[]> {
    const { sql, parameters } = conditionOf(filter);
    const statement = `SELECT f.id ${FROM} WHERE ${sql} AND f.id > ? ORDER BY f.id LIMIT ?`;
    const rows = (await run(this.database.manager, statement, [...parameters, id, idsMax])) as { id: number }[];
    return rows.map((row) => row.id);
  }

  async choices(): Promise<Choices> {
    const { manager } = this.database;
    const platforms = await manager.sql<{ platform: string }[]>`SELECT DISTINCT platform FROM source ORDER BY platform`;
    const tags = await manager.sql<{ tag: string; feeds: number }[]>`
      SELECT tag, COUNT(*) AS feeds FROM feed_tag GROUP BY tag ORDER BY COUNT(*) DESC, tag LIMIT ${TAGS_MAX}`;
    return {
      platforms: platforms.map(({ platform }) => platform),
      tags: tags.map(({ tag, feeds }) => ({ tag, feeds: Number(feeds) })).sort((a, b) => (a.tag < b.tag ? -1 : 1)),
    };
  }
}

const FROM = 'FROM feed f JOIN source s ON s.id = f.source_id';

export const LISTED_COLUMNS = `f.id, f.url, f.title, f.site_url AS "siteUrl", f.role, f.reader, f.state, f.note, f.failures, f.outcome,
  f.outcome_message AS "outcomeMessage", f.moved_to AS "movedTo", f.moved_polls AS "movedPolls", f.moved_since_at AS "movedSinceAt", f.habit,
  f.silent_at AS "silentAt", f.polled_at AS "polledAt", f.changed_at AS "changedAt", f.next_poll_at AS "nextPollAt",
  f.removed_at AS "removedAt", s.slug, s.title AS "sourceTitle", s.platform, s.affiliation`;

function conditionOf({ q, source, platform, affiliation, tag, state }: FeedFilter): { sql: string; parameters: unknown[] } {
  const parts: [sql: string, ...parameters: unknown[]][] = [
    [`f.post_id IS NULL AND ${state === '' ? `f.state <> 'removed'` : STATES[state]}`],
  ];
  const like = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  if (q !== '')
    parts.push([
      `(LOWER(s.title) LIKE ? ESCAPE '\\' OR LOWER(COALESCE(f.title, '')) LIKE ? ESCAPE '\\' OR LOWER(f.url) LIKE ? ESCAPE '\\')`,
      ...[like, like, like],
    ]);
  if (source !== '') parts.push(['s.slug = ?', source]);
  if (platform !== '') parts.push(['s.platform = ?', platform]);
  if (affiliation !== '') parts.push(['s.affiliation = ?', affiliation]);
  if (tag !== '') parts.push(['f.id IN (SELECT feed_id FROM feed_tag WHERE tag = ?)', tag]);
  return { sql: parts.map(([sql]) => sql).join(' AND '), parameters: parts.flatMap(([, ...parameters]) => parameters) };
}
