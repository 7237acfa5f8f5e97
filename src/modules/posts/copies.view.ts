import { countOf } from '../pages/words.js';
import type { CopyRow } from './copies.query.js';
import { type Speaker, speakerOf } from './speaker.js';

/** The other posts that say what one says, for a reader who unfolds them. */
export interface CopiesView {
  /** `on nine other sites` */
  where: string;
  posts: { href: string; speaker: Speaker; at: Date; isDated: boolean; isGone: boolean; comments: number }[];
}

/** Null for a post that stands alone. Each copy keeps its site, its voice and its comments. */
export function copiesView(post: { id: number; sourceId: number }, group: readonly CopyRow[]): CopiesView | null {
  const others = group.filter(({ id }) => id !== post.id);
  if (others.length === 0) return null;
  const sites = new Set(others.map(({ sourceId }) => sourceId).filter((id) => id !== post.sourceId)).size;
  return {
    where: sites > 0 ? `on ${countOf(sites, 'other site', 'other sites')}` : `again on this site`,
    posts: others.map((row) => ({
      href: `/threads/${row.id}`,
      speaker: speakerOf({ ...row, authorName: null, authorUrl: null }),
      at: new Date(row.sortAt),
      isDated: row.publishedAt !== null,
      isGone: row.goneAt !== null,
      comments: row.comments,
    })),
  };
}

/** The groups of posts, so that each member finds its own. */
export function byMember(groups: ReadonlyMap<number, CopyRow[]>): Map<number, CopyRow[]> {
  return new Map([...groups.values()].flatMap((group) => group.map(({ id }) => [id, group] as const)));
}
