import type { EditionRows } from './edition.query.js';

/** What stands for words that their publisher, or whoever runs this Hustings, has taken away. */
export const REMOVED = 'Removed. What it said is not kept in this edition.';

/** What every post in the rows has, wherever it stands in them. */
interface Worded {
  id: number;
  kind: string;
  title: string | null;
  text: string;
  html: string;
}

/** The numbers of all posts in an edition whose words it holds. */
export function wordedIds(rows: EditionRows): number[] {
  const ids = new Set<number>();
  walk(rows, (post) => {
    ids.add(post.id);
    return post;
  });
  return [...ids];
}

/** An edition without the words of some posts. Who spoke, when and where stays, so that nothing else of it moves. */
export function withoutWords(rows: EditionRows, removed: ReadonlySet<number>): EditionRows {
  if (removed.size === 0) return rows;
  return walk(rows, (post) => (removed.has(post.id) ? silenced(post) : post));
}

function silenced(post: Worded): Worded {
  const html = `<p>${REMOVED}</p>`;
  return post.kind === 'post' ? { ...post, title: REMOVED, text: '', html } : { ...post, title: null, text: REMOVED, html };
}

function walk<Value>(value: Value, each: (post: Worded) => Worded): Value {
  if (Array.isArray(value)) return value.map((item: unknown) => walk(item, each)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (isWorded(value)) return each(value) as Value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk<unknown>(item, each)])) as Value;
}

function isWorded(value: object): value is Worded {
  return 'id' in value && typeof value.id === 'number' && 'text' in value && 'kind' in value;
}
