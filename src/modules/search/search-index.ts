import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { insertMany, isOneOf, isPostgres, run } from '../database/bulk.js';
import type { Change } from '../posts/ingest.js';
import { Ingestion } from '../posts/ingestion.js';
import type { Affiliation } from '../sources/source.entity.js';
import { type Filed, fileOf, type Findable, toTsvector } from './filing.js';
import { languageOf, loadGuesser } from './language.js';
import { placeOf } from './place.js';
import { SearchEntity } from './search.entity.js';

/** A post as it is filed: what the database has of it. */
interface Row extends Pick<SearchEntity, 'isGone' | 'isEdited' | 'hasReplies' | 'hasLinks'> {
  id: number;
  sourceId: number;
  kind: SearchEntity['kind'];
  title: string | null;
  text: string;
  authorName: string | null;
  language: string | null;
  sortAt: number;
  voice: Affiliation | null;
}

/** Of the index table, in one statement. */
const ROWS_AT_ONCE = 50;

/** Files posts under their words, within the write that stores them. */
@Injectable()
export class SearchIndex {
  constructor(ingestion: Ingestion) {
    ingestion.follow((manager, changes) => this.follow(manager, changes));
    ingestion.followVoices((manager, ids) => this.file(manager, ids));
  }

  /** Files posts, or files them again. */
  async file(manager: EntityManager, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const rows = await readRows(manager, ids);
    const guesser = await loadGuesser();
    // Earliest first: SQLite begins a new part of its index with every row that comes before the last one, and has to merge those parts again and again. Feeds
    // name the latest first, and filing in that order took six times as long.
    const known = rows
      .map((row) => ({
        ...row,
        place: placeOf(row.sortAt, row.id),
        language: languageOf(row.language, `${row.title ?? ''} ${row.text}`, guesser),
      }))
      .sort((a, b) => a.place - b.place);
    await unfile(manager, ids);
    await insertMany(
      manager,
      SearchEntity,
      known.map(({ place, id, sourceId, kind, language, voice, isGone, isEdited, hasReplies, hasLinks }) => ({
        place,
        postId: id,
        sourceId,
        kind,
        voice,
        language,
        isGone,
        isEdited,
        hasReplies,
        hasLinks,
      })),
    );
    const filed = known.map((row) => ({ place: row.place, filed: fileOf(row) }));
    for (let from = 0; from < filed.length; from += ROWS_AT_ONCE) await insertWords(manager, filed.slice(from, from + ROWS_AT_ONCE));
  }

  private follow(manager: EntityManager, changes: readonly Change[]): Promise<void> {
    return this.file(
      manager,
      changes.map(({ id }) => id),
    );
  }
}

/** On PostgreSQL the posts are held first, so that two processes never file one at once, and that what is read of one stays so. */
async function readRows(manager: EntityManager, ids: readonly number[]): Promise<Row[]> {
  if (isPostgres(manager)) await run(manager, `SELECT id FROM post WHERE ${isOneOf(manager, 'id')} ORDER BY id FOR UPDATE`, [ids]);
  const sql = `
    SELECT p.id, p.source_id AS "sourceId", p.kind, p.title, p.text, p.author_name AS "authorName", p.language, p.sort_at AS "sortAt", p.voice,
           CASE WHEN p.gone_at IS NULL THEN 0 ELSE 1 END AS "isGone", CASE WHEN p.revision_count > 0 THEN 1 ELSE 0 END AS "isEdited",
           CASE WHEN EXISTS (SELECT 1 FROM post r WHERE r.parent_id = p.id) THEN 1 ELSE 0 END AS "hasReplies",
           CASE WHEN EXISTS (SELECT 1 FROM link l WHERE l.post_id = p.id) THEN 1 ELSE 0 END AS "hasLinks"
      FROM post p
     WHERE ${isOneOf(manager, 'p.id')} AND p.is_stub = 0
     ORDER BY p.id`;
  return (await run(manager, sql, [ids])) as Row[];
}

/** What hangs on these rows goes with them. */
async function unfile(manager: EntityManager, ids: readonly number[]): Promise<void> {
  await run(manager, `DELETE FROM search WHERE ${isOneOf(manager, 'post_id')}`, [ids]);
}

/**
 * Makes the words of posts that are filed already but whose words stayed behind, as in a copy of the database: of some after a place. Gives the last place;
 * null where none is left.
 */
export async function fileWords(manager: EntityManager, afterPlace: number): Promise<{ count: number; throughPlace: number | null }> {
  const sql = `
    SELECT s.place, s.source_id AS "sourceId", s.kind, s.voice, s.language, p.title, p.text, p.author_name AS "authorName"
      FROM search s JOIN post p ON p.id = s.post_id
     WHERE s.place > ?
     ORDER BY s.place
     LIMIT ${ROWS_AT_ONCE}`;
  const rows = (await run(manager, sql, [afterPlace])) as (Findable & { place: number })[];
  if (rows.length > 0)
    await insertWords(
      manager,
      rows.map((row) => ({ place: row.place, filed: fileOf(row) })),
    );
  return { count: rows.length, throughPlace: rows.at(-1)?.place ?? null };
}

async function insertWords(manager: EntityManager, rows: { place: number; filed: Filed }[]): Promise<void> {
  if (isPostgres(manager)) {
    await manager.query(
      'INSERT INTO search_index (place, words) SELECT p, w::tsvector FROM unnest($1::bigint[], $2::text[]) AS each (p, w)',
      [rows.map(({ place }) => place), rows.map(({ filed }) => toTsvector(filed))],
    );
    return;
  }
  await manager.query(
    `INSERT INTO search_index (rowid, title, body, author, terms) VALUES ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}`,
    rows.flatMap(({ place, filed }) => [place, ...[filed.title, filed.body, filed.author, filed.terms].map((words) => words.join(' '))]),
  );
}
