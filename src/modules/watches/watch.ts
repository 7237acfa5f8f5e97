import { parseQuery } from '../search/query-parser.js';
import type { Query } from '../search/query.js';
import type { SavedSearchEntity } from './saved-search.entity.js';

/** A watched search, ready to be asked. */
export interface Watch {
  id: number;
  query: Query;
  /** What it asks for of sources, of entities and of days: its matches depend on these, too. */
  asks: { sources: boolean; entities: boolean; days: boolean };
}

/** Null where the text is no query: it was saved by a version whose language was another. */
export function watchOf({ id, query: text }: Pick<SavedSearchEntity, 'id' | 'query'>, zone: string): Watch | null {
  const parsed = parseQuery(text, zone);
  if (!parsed.ok) return null;
  const types = new Set(typesOf(parsed.query));
  const has = (...named: Query['type'][]) => named.some((type) => types.has(type));
  return {
    id,
    query: parsed.query,
    asks: { sources: has('source', 'platform'), entities: has('entity'), days: has('after', 'before') },
  };
}

function typesOf(query: Query): Query['type'][] {
  if (query.type === 'and' || query.type === 'or') return query.parts.flatMap(typesOf);
  return query.type === 'not' ? typesOf(query.part) : [query.type];
}
