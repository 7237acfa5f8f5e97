import { firstPlaceAt } from './place.js';
import { type Known, type Match, matchOf, toFts5, toTsquery } from './match.js';
import type { IS, Query } from './query.js';

/** A piece of SQL with a `?` for each of its parameters. */
export interface Sql {
  text: string;
  parameters: unknown[];
}

export type Dialect = 'sqlite' | 'postgres';

/** How a query is answered: by the index of words as far as that goes, in a range of places, and what is asked of other tables for each row. */
export interface Plan {
  /** Null where nothing is asked of the words. */
  match: string | null;
  fromPlace: number;
  untilPlace: number;
  /** Over `s` (search). */
  conditions: Sql[];
}

/** Divides a query between the index of words, the order of places, and the rest. */
export function planOf(query: Query, dialect: Dialect, known: Known): Plan {
  const matches: Match[] = [];
  const rest: Query[] = [];
  let [fromPlace, untilPlace] = [0, Number.MAX_SAFE_INTEGER];
  for (const part of query.type === 'and' ? query.parts : [query]) {
    const match = matchOf(part, known);
    if (match) matches.push(match);
    else if (part.type === 'after') fromPlace = Math.max(fromPlace, firstPlaceAt(part.at));
    else if (part.type === 'before') untilPlace = Math.min(untilPlace, firstPlaceAt(part.at));
    else rest.push(part);
  }
  return {
    match:
      matches.length === 0 ? null : written(matches.length === 1 && matches[0] ? matches[0] : { type: 'and', parts: matches }, dialect),
    fromPlace,
    untilPlace,
    conditions: rest.map((part) => conditionOf(part, dialect, known)),
  };
}

/** A query as a condition on one row, for what the index of words cannot answer, or not alone. */
function conditionOf(query: Query, dialect: Dialect, known: Known): Sql {
  const match = matchOf(query, known);
  if (match) return matchCondition(match, dialect);
  switch (query.type) {
    case 'and':
    case 'or': {
      const parts = query.parts.map((part) => conditionOf(part, dialect, known));
      return joined(parts, query.type === 'and' ? ' AND ' : ' OR ');
    }
    case 'not': {
      const { text, parameters } = conditionOf(query.part, dialect, known);
      return { text: `NOT ${text}`, parameters };
    }
    case 'after':
      return { text: '(s.place >= ?)', parameters: [firstPlaceAt(query.at)] };
    case 'before':
      return { text: '(s.place < ?)', parameters: [firstPlaceAt(query.at)] };
    case 'is':
      return { text: IS_SO[query.what], parameters: [] };
    case 'has':
      return { text: query.what === 'replies' ? '(s.has_replies = 1)' : '(s.has_links = 1)', parameters: [] };
    case 'in':
      return {
        text: '(s.post_id IN (SELECT id FROM post WHERE root_id = ? UNION ALL SELECT id FROM post WHERE id = ? AND root_id IS NULL))',
        parameters: [query.threadId, query.threadId],
      };
    case 'entity':
      return { text: known.rareEntities?.has(query.name) ? AMONG_MENTIONS : MENTIONS, parameters: [query.name] };
    case 'tag':
      return { text: CODED, parameters: [query.name] };
    case 'source':
    case 'platform':
      return ofSources(known.sourcesOf(query), dialect);
    case 'affiliation':
    case 'text':
    case 'near':
    case 'author':
    case 'lang':
      throw new Error(`The index of words should have answered ${query.type}`);
  }
}

const IS_SO: Record<(typeof IS)[number], string> = {
  comment: `(s.kind = 'comment')`,
  post: `(s.kind = 'post')`,
  reader: '(s.voice IS NULL)',
  gone: '(s.is_gone = 1)',
  edited: '(s.is_edited = 1)',
  copy: '(EXISTS (SELECT 1 FROM duplicate d WHERE d.post_id = s.post_id AND d.leader_id IS NOT NULL))',
};
const MENTIONS = '(EXISTS (SELECT 1 FROM mention m JOIN entity e ON e.id = m.entity_id WHERE m.post_id = s.post_id AND e.slug = ?))';
const AMONG_MENTIONS = '(s.post_id IN (SELECT m.post_id FROM mention m JOIN entity e ON e.id = m.entity_id WHERE e.slug = ?))';
/** Whoever gave the code, and has not taken it back. As a list, because few posts bear a code: SQLite begins with them, and not with all posts. */
const CODED = `(s.post_id IN (SELECT c.post_id FROM code k JOIN coding_code g ON g.code_id = k.id JOIN coding c ON c.id = g.coding_id
  WHERE k.slug = ? AND c.superseded_at IS NULL))`;

/** Of many sources: of few, the index of words knows them. */
function ofSources(ids: readonly number[], dialect: Dialect): Sql {
  const isOne = dialect === 'postgres' ? 's.source_id = ANY(?)' : 's.source_id IN (SELECT value FROM json_each(?))';
  return { text: `(${isOne})`, parameters: [dialect === 'postgres' ? ids : JSON.stringify(ids)] };
}

function matchCondition(match: Match, dialect: Dialect): Sql {
  return dialect === 'postgres'
    ? { text: '(i.words @@ CAST(? AS tsquery))', parameters: [toTsquery(match)] }
    : { text: '(s.place IN (SELECT rowid FROM search_index WHERE search_index MATCH ?))', parameters: [toFts5(match)] };
}

function joined(parts: Sql[], by: string): Sql {
  return { text: `(${parts.map(({ text }) => text).join(by)})`, parameters: parts.flatMap(({ parameters }) => parameters) };
}

function written(match: Match, dialect: Dialect): string {
  return dialect === 'postgres' ? toTsquery(match) : toFts5(match);
}
