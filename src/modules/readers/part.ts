import type { PeriodKind } from '../digests/period.js';
import { type Item, rankOf } from './item-id.js';

/** A piece of what is asked for, of which the items can be read in the order in which they arrived. */
export type Part =
  /** Of all sources, or of some. */
  | { kind: 'source'; sourceIds: readonly number[] | null }
  | { kind: 'thread'; owner: number }
  | { kind: 'entity' | 'watch'; owner: number }
  | { kind: 'editions'; of: PeriodKind };

/** A place in the order of arrival: that of an item. */
export type Place = Pick<Item, 'postId'> & { rank: number };

export type StoredPart = Exclude<Part, { kind: 'editions' }>;

export interface SqlPart {
  /** FROM and WHERE, with `p` as the message. */
  text: string;
  parameters: (number | number[])[];
  /** Of all its items. */
  rank: number;
  /** How far it was read stands in `reader_horizon` under this kind, and under the owner that the SQL names. */
  horizon: { kind: string; owner: string };
}

const STANDS = 'p.is_stub = 0 AND p.gone_at IS NULL';

export function sqlOf(part: StoredPart, isOneOf: (column: string) => string): SqlPart {
  switch (part.kind) {
    case 'source': {
      const rank = rankOf({ kind: 'message', owner: 0 });
      const { sourceIds } = part;
      // Equal to one, the index of its arrivals is gone through; among several, SQLite goes through all posts.
      const some = sourceIds === null ? '' : ` AND ${sourceIds.length === 1 ? 'p.source_id = ?' : isOneOf('p.source_id')}`;
      const text = `FROM post p WHERE p.kind = 'post' AND p.root_id IS NULL AND ${STANDS}${some}`;
      return {
        text,
        parameters: sourceIds === null ? [] : sourceIds.length === 1 ? [...sourceIds] : [[...sourceIds]],
        rank,
        horizon: { kind: 'source', owner: 'p.source_id' },
      };
    }
    case 'thread': {
      const rank = rankOf({ kind: 'message', owner: 0 });
      return { text: `FROM post p WHERE p.root_id = ? AND ${STANDS}`, parameters: [part.owner], rank, horizon: own(part) };
    }
    case 'entity': {
      const text = `FROM (SELECT DISTINCT post_id FROM mention WHERE entity_id = ?) m JOIN post p ON p.id = m.post_id WHERE ${STANDS}`;
      return { text, parameters: [part.owner], rank: rankOf(part), horizon: own(part) };
    }
    case 'watch': {
      const text = `FROM watch_match m JOIN post p ON p.id = m.post_id WHERE m.search_id = ? AND ${STANDS}`;
      return { text, parameters: [part.owner], rank: rankOf(part), horizon: own(part) };
    }
  }
}

function own({ kind, owner }: { kind: string; owner: number }) {
  return { kind, owner: String(owner) };
}
