import type { Affiliation } from '../sources/source.entity.js';
import type { Dialect, Plan, Sql } from './conditions.js';

/** What a page of results asks for. */
export interface Wanted {
  /** Results before this place; null for the newest. */
  beforePlace: number | null;
  /** Results from this place on; null for all. */
  fromPlace: number | null;
  /** Posts that we had when the first page was asked for; null for all. */
  throughId: number | null;
  /** With a score, for an order by relevance. */
  isScored: boolean;
  /** On PostgreSQL: so few are found that they are collected and sorted, instead of going through all posts from the newest on. */
  isRare: boolean;
  /** Only posts at these places; null for all. */
  among: readonly number[] | null;
  rowsMax: number;
}

/** A result: where it is, and what it is counted by. */
export interface Found {
  place: number;
  postId: number;
  sourceId: number;
  kind: string;
  voice: Affiliation | null;
  language: string | null;
  /** The higher, the better; 0 where it was not asked for. */
  score: number;
}

/** The one statement of a search: the newest posts that a query finds, in the order of places, so that neither database sorts. */
export function statementOf(plan: Plan, dialect: Dialect, wanted: Wanted): Sql {
  const [conditions, parameters]: [string[], unknown[]] = [[], []];
  const where = (text: string, ...values: unknown[]) => {
    conditions.push(text);
    parameters.push(...values);
  };
  const { match } = plan;
  const isPostgres = dialect === 'postgres';
  const isScored = wanted.isScored && match !== null;
  const readsWords = isScored || plan.conditions.some(({ text }) => text.includes('i.words'));
  const isIndexed = match !== null || readsWords;
  const isCollected = isPostgres && wanted.isRare && match !== null;
  const fromPlace = Math.max(plan.fromPlace, wanted.fromPlace ?? 0);
  if (isCollected) parameters.push(match, ...(fromPlace > 0 ? [fromPlace] : []));
  if (isScored && isPostgres) parameters.push(match);
  if (match !== null && !isCollected) where(isPostgres ? 'i.words @@ CAST(? AS tsquery)' : 'search_index MATCH ?', match);
  // Of FTS5 the row number is asked, because its own index is in that order.
  const place = isCollected ? 'c.place' : !isIndexed ? 's.place' : isPostgres ? 'i.place' : 'i.rowid';
  const untilPlace = Math.min(plan.untilPlace, wanted.beforePlace ?? Number.MAX_SAFE_INTEGER);
  if (fromPlace > 0 && !isCollected) where(`${place} >= ?`, fromPlace);
  if (untilPlace < Number.MAX_SAFE_INTEGER) where(`${place} < ?`, untilPlace);
  if (wanted.throughId !== null) where('s.post_id <= ?', wanted.throughId);
  if (wanted.among !== null && isPostgres) where(`${place} = ANY(?)`, wanted.among);
  if (wanted.among !== null && !isPostgres) where(`${place} IN (SELECT value FROM json_each(?))`, JSON.stringify(wanted.among));
  for (const { text, parameters: values } of plan.conditions) where(text, ...values);
  const score = !isScored ? '0' : isPostgres ? POSTGRES_SCORE : SQLITE_SCORE;
  // CROSS JOIN tells SQLite to begin with the index. PostgreSQL has to be told when not to begin with the newest.
  const from = !isIndexed
    ? 'search s'
    : isCollected
      ? `${COLLECTED_ROWS}${readsWords ? COLLECTED_WORDS : ''}`
      : isPostgres
        ? 'search_index i JOIN search s ON s.place = i.place'
        : 'search_index i CROSS JOIN search s ON s.place = i.rowid';
  return {
    text: `${isCollected ? collected(fromPlace > 0) : ''}SELECT s.place, s.post_id AS "postId", s.source_id AS "sourceId", s.kind, s.voice, s.language, ${score} AS score
             FROM ${from}
            ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
            ORDER BY ${place} DESC
            LIMIT ?`,
    parameters: [...parameters, wanted.rowsMax],
  };
}

/**
 * The places are collected, put in order, and looked up one by one from the newest on until there are enough. Without OFFSET 0, which keeps PostgreSQL
 * from drawing a query together with the one around it, it would join by going through all of the table; and if it knew from which place on, it might go
 * through all posts from there and look at their words.
 */
function collected(isFrom: boolean): string {
  const from = isFrom ? 'AND place >= (SELECT CAST(? AS bigint))' : '';
  return `WITH collected AS MATERIALIZED (SELECT place FROM search_index WHERE words @@ CAST(? AS tsquery) ${from}) `;
}

const COLLECTED_ROWS = `(SELECT place FROM collected ORDER BY place DESC OFFSET 0) c
             CROSS JOIN LATERAL (SELECT * FROM search WHERE place = c.place OFFSET 0) s`;
const COLLECTED_WORDS = ' CROSS JOIN LATERAL (SELECT words FROM search_index WHERE place = c.place OFFSET 0) i';

/** Weights of title, text, author and terms: as near to each other on both databases as they are made. */
const SQLITE_SCORE = '-bm25(search_index, 8.0, 1.0, 4.0, 0.5)';
/** In the order of PostgreSQL: D, C, B, A; divided by the logarithm of the length. */
const POSTGRES_SCORE = `ts_rank('{0.12, 0.06, 0.5, 1.0}', i.words, CAST(? AS tsquery), 1)`;

/** With PostgreSQL's own marks for parameters. */
export function numbered({ text, parameters }: Sql): Sql {
  let index = 0;
  return { text: text.replace(/\?/g, () => `$${++index}`), parameters };
}
