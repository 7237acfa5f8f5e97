import type { EntityManager } from 'typeorm';
import { insertMany, isOneOf, isPostgres, run, selectMany } from '../database/bulk.js';
import { planOf } from '../search/conditions.js';
import { readSources, sourcesBy } from '../search/search.service.js';
import { type Found, statementOf } from '../search/statement.js';
import { STEMMED_LANGUAGES } from '../search/stems.js';
import type { Watch } from './watch.js';
import { WatchMatchEntity } from './watch-match.entity.js';

/** A watch, the messages that it finds as their words tell, and the places of those of which the database has to be asked. */
export interface Asked {
  watch: Watch;
  told: readonly Placed[];
  places: readonly number[];
}

/** A message where the index of the search has it. */
export interface Placed {
  place: number;
  postId: number;
}

/** Where some messages stand in the index of the search; those that are not filed are left out. */
export async function placesOf(manager: EntityManager, ids: readonly number[]): Promise<number[]> {
  const rows = await run(manager, `SELECT place FROM search WHERE ${isOneOf(manager, 'post_id')}`, [ids]);
  return (rows as { place: number }[]).map(({ place }) => place);
}

/**
 * Brings what watches found among some messages up to date.
 * @param asked all that may find any of them
 * @param only whose matches are looked at; null for those of all watches: what one that is not asked has of these messages is taken away
 */
export async function rewriteMatches(
  manager: EntityManager,
  ids: readonly number[],
  asked: readonly Asked[],
  only: Watch | null,
  now: Date,
): Promise<void> {
  const found = await findAmong(manager, asked, now);
  const condition = `${isOneOf(manager, 'post_id')}${only === null ? '' : ' AND search_id = ?'}`;
  const stored = await selectMany(
    manager,
    WatchMatchEntity,
    condition,
    [ids, ...(only === null ? [] : [only.id])],
    ['searchId', 'place', 'postId'],
  );
  for (const match of stored)
    if (!found.delete(keyOf(match)))
      await manager.sql`DELETE FROM watch_match WHERE search_id = ${match.searchId} AND place = ${match.place}`;
  if (found.size > 0) await insertMany(manager, WatchMatchEntity, [...found.values()]);
}

/** What the words do not tell is asked by the statement of the search itself, among these messages alone. */
async function findAmong(manager: EntityManager, asked: readonly Asked[], now: Date): Promise<Map<string, WatchMatchEntity>> {
  const dialect = isPostgres(manager) ? 'postgres' : 'sqlite';
  const sources = asked.some(({ watch, places }) => watch.asks.sources && places.length > 0) ? await readSources(manager) : [];
  const known = { sourcesOf: sourcesBy(sources), languages: STEMMED_LANGUAGES };
  const found = new Map<string, WatchMatchEntity>();
  const keep = (watch: Watch, { place, postId }: Placed) => {
    const match = { searchId: watch.id, place, postId, matchedAt: now };
    found.set(keyOf(match), match);
  };
  for (const { watch, told, places } of asked) {
    for (const each of told) keep(watch, each);
    if (places.length === 0) continue;
    const wanted = {
      fromPlace: null,
      beforePlace: null,
      throughId: null,
      isScored: false,
      isRare: false,
      among: places,
      rowsMax: places.length,
    };
    const { text, parameters } = statementOf(planOf(watch.query, dialect, known), dialect, wanted);
    for (const each of (await run(manager, text, parameters)) as Found[]) keep(watch, each);
  }
  return found;
}

function keyOf({ searchId, place, postId }: Placed & { searchId: number }): string {
  return `${searchId} ${place} ${postId}`;
}
