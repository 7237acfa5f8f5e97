import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { firstPlaceAt } from '../search/place.js';
import type { Affiliation } from '../sources/source.entity.js';
import { SavedSearchEntity } from './saved-search.entity.js';

/** A message that a watch found: where it stands, and who says it. */
export interface MatchRow {
  place: number;
  postId: number;
  sourceId: number;
  language: string | null;
  /** Null for what readers say. */
  voice: Affiliation | null;
}

/** Which matches are asked for. */
export interface Wanted {
  searchId: number;
  fromAt: number | null;
  untilAt: number | null;
  /** `others`: readers' comments; null: of all voices. */
  voice: Affiliation | 'others' | null;
  beforePlace: number | null;
  rowsMax: number;
}

@Injectable()
export class WatchesQuery {
  constructor(private readonly database: Database) {}

  /** By name. */
  all(): Promise<SavedSearchEntity[]> {
    return this.database.manager.find(SavedSearchEntity, { order: { name: 'ASC' } });
  }

  /** How many each watch found since an instant, by voice. */
  counts(fromAt: number): Promise<{ searchId: number; voice: Affiliation | null; found: number }[]> {
    return this.database.manager.sql`
      SELECT w.id AS "searchId", s.voice, COUNT(*) AS found
        FROM saved_search w
        JOIN watch_match m ON m.search_id = w.id AND m.place >= ${firstPlaceAt(fromAt)}
        JOIN search s ON s.place = m.place
       GROUP BY w.id, s.voice`;
  }

  /** The newest first. */
  matches({ searchId, fromAt, untilAt, voice, beforePlace, rowsMax }: Wanted): Promise<MatchRow[]> {
    const until = Math.min(beforePlace ?? Number.MAX_SAFE_INTEGER, untilAt === null ? Number.MAX_SAFE_INTEGER : firstPlaceAt(untilAt));
    const ofAll = voice === null ? 1 : 0;
    const wanted = voice === 'others' ? '' : voice;
    return this.database.manager.sql`
      SELECT m.place, m.post_id AS "postId", s.source_id AS "sourceId", s.language, s.voice
        FROM watch_match m
        JOIN search s ON s.place = m.place
       WHERE m.search_id = ${searchId} AND m.place >= ${fromAt === null ? 0 : firstPlaceAt(fromAt)} AND m.place < ${until}
         AND (${ofAll} = 1 OR COALESCE(s.voice, '') = ${wanted ?? ''})
       ORDER BY m.place DESC
       LIMIT ${rowsMax}`;
  }

  /** All that a watch found. */
  async count(searchId: number): Promise<{ found: number; firstPlace: number | null }> {
    const [row] = await this.database.manager.sql<{ found: number; firstPlace: number | null }[]>`
      SELECT COUNT(*) AS found, MIN(place) AS "firstPlace" FROM watch_match WHERE search_id = ${searchId}`;
    return row ?? { found: 0, firstPlace: null };
  }
}
