import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { isOneOf, selectMany } from '../database/bulk.js';
import { excerptOf } from '../pages/words.js';
import { PostEntity } from '../posts/post.entity.js';
import { EntityEntity } from './entity.entity.js';
import { Matcher } from './matcher.js';
import { MentionEntity } from './mention.entity.js';
import { readablesOf } from './readables.js';
import type { Readable, Watched } from './watched.js';

const PAGE = 500;
/** Above this, every so many posts are looked at in place of all: a preview is waited for. */
const LOOKED_AT_MAX = 20_000;

/** How many posts mention an entity, and how many mentions there are. */
export interface Count {
  posts: number;
  mentions: number;
}

/** A place at which an entity is found that was not, is still, or would no longer be. */
export interface Example {
  is: 'new' | 'still' | 'lost';
  postId: number;
  title: string | null;
  /** Words around it; `found` is empty where it stands in an address or in whom the post answers. */
  before: string;
  found: string;
  after: string;
}

const EXAMPLES_MAX = 4;
const AROUND = 90;
/** A character that was cut through. */
const HALF_BEFORE = /^[\uDC00-\uDFFF]/;
const HALF_BEHIND = /[\uD800-\uDBFF]$/;

/** What a change would do, before it is kept. */
export interface Counts {
  /** Posts in the store, and how many of them were looked at: all, or an even sample. */
  total: number;
  lookedAt: number;
  /** By the id of the entity as it was given. */
  before: Map<number, Count>;
  after: Map<number, Count>;
  /** The newest of each sort. */
  examples: Map<number, Example[]>;
}

/** Counts mentions without writing any. */
@Injectable()
export class Preview {
  constructor(private readonly database: Database) {}

  /** In: entities as they would be; one that is stored bears its id, a new one a negative. */
  async count(changed: readonly Watched[], lookedAtMax = LOOKED_AT_MAX): Promise<Counts> {
    const ids = new Set(changed.map(({ id }) => id));
    const others = (await this.database.manager.find(EntityEntity)).filter(({ id }) => !ids.has(id));
    return this.countWith(new Matcher([...others, ...changed]), ids, lookedAtMax);
  }

  /** How many posts a single alias would match, with no other entity in its way. */
  async countAlone(watched: Watched): Promise<Counts> {
    return this.countWith(new Matcher([watched]), new Set([watched.id]), LOOKED_AT_MAX);
  }

  private async countWith(matcher: Matcher, ids: ReadonlySet<number>, lookedAtMax: number): Promise<Counts> {
    const total = await this.database.manager.count(PostEntity);
    const counts: Counts = { total, lookedAt: 0, before: new Map(), after: new Map(), examples: new Map() };
    for await (const page of this.pages(Math.ceil(total / lookedAtMax))) {
      counts.lookedAt += page.length;
      const stored = await selectMany(this.database.manager, MentionEntity, isOneOf(this.database.manager, 'post_id'), [page]);
      tally(counts.before, stored, ids);
      const posts = await readablesOf(this.database.manager, page);
      const found = posts.flatMap((post) => matcher.match(post).map((mention) => ({ ...mention, postId: post.id })));
      tally(counts.after, found, ids);
      collect(counts.examples, stored, found, new Map(posts.map((post) => [post.id, post])), ids);
    }
    return counts;
  }

  /** The ids of every `step`th post, a page at a time; between two pages the event loop gets its turn. */
  private async *pages(step: number): AsyncGenerator<number[]> {
    for (let after = 0; ;) {
      const rows = await this.database.manager.sql<{ id: number }[]>`
        SELECT id FROM post WHERE id > ${after} AND id % ${Math.max(1, step)} = 0 ORDER BY id LIMIT ${PAGE}`;
      if (rows.length === 0) return;
      yield rows.map(({ id }) => id);
      after = rows.at(-1)!.id;
      await setImmediate();
    }
  }
}

function tally(counts: Map<number, Count>, mentions: readonly { entityId: number; postId: number }[], ids: ReadonlySet<number>): void {
  const posts = new Map<number, Set<number>>();
  for (const { entityId, postId } of mentions) {
    if (!ids.has(entityId)) continue;
    const count = counts.get(entityId) ?? { posts: 0, mentions: 0 };
    counts.set(entityId, count);
    count.mentions += 1;
    const seen = posts.get(entityId) ?? new Set();
    posts.set(entityId, seen);
    if (!seen.has(postId)) count.posts += 1;
    seen.add(postId);
  }
}

type Place = Pick<MentionEntity, 'entityId' | 'postId' | 'field' | 'start' | 'end'>;

/** One place of each post and entity, told apart by whether the post mentions it before and after. */
function collect(
  examples: Map<number, Example[]>,
  stored: readonly Place[],
  found: readonly Place[],
  posts: ReadonlyMap<number, Readable>,
  ids: ReadonlySet<number>,
): void {
  const keyOf = ({ entityId, postId }: Place) => `${entityId} ${postId}`;
  const [before, after] = [new Set(stored.map(keyOf)), new Set(found.map(keyOf))];
  const places = new Map<string, Place & { is: Example['is'] }>();
  const add = (place: Place, is: Example['is']) =>
    ids.has(place.entityId) && !places.has(keyOf(place)) && places.set(keyOf(place), { ...place, is });
  for (const place of found) add(place, before.has(keyOf(place)) ? 'still' : 'new');
  for (const place of stored) if (!after.has(keyOf(place))) add(place, 'lost');
  for (const place of [...places.values()].sort((a, b) => a.postId - b.postId)) {
    const post = posts.get(place.postId);
    if (!post) continue;
    const list = examples.get(place.entityId) ?? [];
    examples.set(place.entityId, list);
    list.unshift({ is: place.is, postId: place.postId, title: post.title, ...wordsAround(post, place) });
    const last = list.findLastIndex(({ is }) => is === place.is);
    if (list.filter(({ is }) => is === place.is).length > EXAMPLES_MAX) list.splice(last, 1);
  }
}

function wordsAround({ text, title }: Readable, { field, start, end }: Place): Pick<Example, 'before' | 'found' | 'after'> {
  if (field !== 'text' && field !== 'title') return { before: excerptOf(text, 2 * AROUND), found: '', after: '' };
  const words = field === 'text' ? text : (title ?? '');
  const [from, to] = [Math.max(0, start - AROUND), Math.min(words.length, end + AROUND)];
  return {
    before: `${from > 0 ? '…' : ''}${words.slice(from, start).replace(HALF_BEFORE, '')}`,
    found: words.slice(start, end),
    after: `${words.slice(end, to).replace(HALF_BEHIND, '')}${to < words.length ? '…' : ''}`,
  };
}
