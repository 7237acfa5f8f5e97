import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { isOneOf, selectMany } from '../database/bulk.js';
import { PostEntity } from '../posts/post.entity.js';
import { EntityEntity } from './entity.entity.js';
import { Matcher } from './matcher.js';
import { MentionEntity } from './mention.entity.js';
import { readablesOf } from './readables.js';
import type { Watched } from './watched.js';

const PAGE = 500;
/** Above this, every so many posts are looked at in place of all: a preview is waited for. */
const LOOKED_AT_MAX = 20_000;

/** How many posts mention an entity, and how many mentions there are. */
export interface Count {
  posts: number;
  mentions: number;
}

/** What a change would do, before it is kept. */
export interface Counts {
  /** Posts in the store, and how many of them were looked at: all, or an even sample. */
  total: number;
  lookedAt: number;
  /** By the id of the entity as it was given. */
  before: Map<number, Count>;
  after: Map<number, Count>;
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
    const counts: Counts = { total, lookedAt: 0, before: new Map(), after: new Map() };
    for await (const page of this.pages(Math.ceil(total / lookedAtMax))) {
      counts.lookedAt += page.length;
      const stored = await selectMany(this.database.manager, MentionEntity, isOneOf(this.database.manager, 'post_id'), [page]);
      tally(counts.before, stored, ids);
      const posts = await readablesOf(this.database.manager, page);
      tally(
        counts.after,
        posts.flatMap((post) => matcher.match(post).map(({ entityId }) => ({ entityId, postId: post.id }))),
        ids,
      );
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
