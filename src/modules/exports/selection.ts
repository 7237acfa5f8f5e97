import { run } from '../database/bulk.js';
import type { Database } from '../database/database.js';
import type { Query } from '../search/query.js';
import { firstPlaceAt } from '../search/place.js';
import type { SearchService } from '../search/search.service.js';

/** Posts that are read at once. */
const PAGE = 200;
/** Results of a search that are asked for at once. */
const FOUND_AT_ONCE = 2_000;
const MINUTE_MS = 60_000;

/** A time, and the newest post that was there when an export began: what comes meanwhile is in the next one. */
export interface Bounds {
  since: Date | null;
  until: Date | null;
  throughId: number;
}

/** All posts of a time, the oldest first. */
export async function* everyPost(database: Database, bounds: Bounds): AsyncGenerator<number[]> {
  const { text, parameters } = conditionsOf(bounds);
  let after: [at: number, id: number] = [Number.MIN_SAFE_INTEGER, 0];
  for (;;) {
    const rows = (await run(
      database.manager,
      `SELECT id, sort_at AS at FROM post WHERE ${text} AND (sort_at, id) > (?, ?) ORDER BY sort_at, id LIMIT ${PAGE}`,
      [...parameters, ...after],
    )) as { id: number; at: number }[];
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ id }) => id);
    after = [last.at, last.id];
  }
}

/**
 * All posts of a time that a query finds, the oldest first. A search gives the newest first, so their numbers are gathered before the first is read:
 * a million of them are eight megabytes. Throws `SearchTooSlow`.
 */
export async function* foundPosts(database: Database, search: SearchService, query: Query, bounds: Bounds): AsyncGenerator<number[]> {
  const ids: number[] = [];
  const first = bounds.since === null ? 0 : firstPlaceAt(bounds.since.getTime());
  let before = bounds.until === null ? null : firstPlaceAt(bounds.until.getTime() + MINUTE_MS);
  for (;;) {
    const found = await search.page(query, before, FOUND_AT_ONCE);
    for (const { postId } of found) if (postId <= bounds.throughId) ids.push(postId);
    before = found.at(-1)?.place ?? 0;
    if (found.length < FOUND_AT_ONCE || before < first) break;
  }
  for (const page of pagesOf(ids.reverse())) yield bounds.since || bounds.until ? await within(database, page, bounds) : page;
}

/** Posts of a list, the oldest first. */
export async function* listedPosts(database: Database, ids: readonly number[]): AsyncGenerator<number[]> {
  const placed: { id: number; at: number }[] = [];
  for (const page of pagesOf(ids)) placed.push(...(await placesOf(database, page)));
  placed.sort((a, b) => a.at - b.at || a.id - b.id);
  yield* pagesOf(placed.map(({ id }) => id));
}

function* pagesOf(ids: readonly number[]): Generator<number[]> {
  for (let from = 0; from < ids.length; from += PAGE) yield ids.slice(from, from + PAGE);
}

/** A search knows the minute of a post; here it is the millisecond. */
async function within(database: Database, ids: readonly number[], { since, until }: Bounds): Promise<number[]> {
  const [from, to] = [since?.getTime() ?? -Infinity, until?.getTime() ?? Infinity];
  const places = new Map((await placesOf(database, ids)).map(({ id, at }) => [id, at]));
  return ids.filter((id) => places.has(id) && places.get(id)! >= from && places.get(id)! < to);
}

async function placesOf(database: Database, ids: readonly number[]): Promise<{ id: number; at: number }[]> {
  if (ids.length === 0) return [];
  return database.manager.sql<{ id: number; at: number }[]>`SELECT id, sort_at AS at FROM post WHERE id IN (${() => [...ids]})`;
}

function conditionsOf({ since, until, throughId }: Bounds): { text: string; parameters: number[] } {
  const conditions: [string, number][] = [['id <= ?', throughId]];
  if (since) conditions.push(['sort_at >= ?', since.getTime()]);
  if (until) conditions.push(['sort_at < ?', until.getTime()]);
  return { text: conditions.map(([text]) => text).join(' AND '), parameters: conditions.map(([, value]) => value) };
}
