import type { EntityManager } from 'typeorm';
import { isOneOf, selectMany } from '../database/bulk.js';
import { LinkEntity } from '../posts/link.entity.js';
import { PostEntity } from '../posts/post.entity.js';
import { sourceSpeaks } from '../posts/speaker.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { SourceEntity } from '../sources/source.entity.js';
import { groupedBy } from './grouped.js';
import type { Readable } from './watched.js';

/** What tells who speaks. */
type Voice = Pick<PostEntity, 'id' | 'kind' | 'sourceId' | 'feedId' | 'authorUrl'>;

const VOICE = ['id', 'kind', 'sourceId', 'feedId', 'authorUrl'] as const;

/** Posts as the matcher reads them, in the order of their ids. */
export async function readablesOf(manager: EntityManager, ids: readonly number[]): Promise<(Readable & { id: number })[]> {
  const columns = [...VOICE, 'title', 'text', 'html', 'parentId', 'sortAt'] as const;
  const posts = await selectMany(manager, PostEntity, `${isOneOf(manager, 'id')} ORDER BY id`, [ids], columns);
  const parentIds = posts.flatMap(({ parentId }) => parentId ?? []);
  const parents = parentIds.length === 0 ? [] : await selectMany(manager, PostEntity, isOneOf(manager, 'id'), [parentIds], VOICE);
  const links = await selectMany(manager, LinkEntity, `${isOneOf(manager, 'post_id')} ORDER BY post_id, position`, [ids]);
  const linksOf = groupedBy(links, ({ postId }) => postId);
  const parentOf = new Map(parents.map((parent) => [parent.id, parent]));
  const voices = await Voices.of(manager, [...posts, ...parents]);
  return posts.map((post) => {
    const answered = post.parentId === null ? undefined : parentOf.get(post.parentId);
    return {
      id: post.id,
      kind: post.kind,
      title: post.title,
      text: post.text,
      html: post.html,
      platform: voices.platformOf(post),
      day: post.sortAt.toISOString().slice(0, 10),
      links: linksOf.get(post.id) ?? [],
      speakerUrls: voices.urlsOf(post),
      answeredUrls: answered ? voices.urlsOf(answered) : [],
    };
  });
}

class Voices {
  private constructor(
    private readonly sources: ReadonlyMap<number, Pick<SourceEntity, 'platform' | 'siteUrl'>>,
    private readonly roles: ReadonlyMap<number, string>,
  ) {}

  static async of(manager: EntityManager, posts: readonly Voice[]): Promise<Voices> {
    const sourceIds = [...new Set(posts.map(({ sourceId }) => sourceId))];
    const feedIds = [...new Set(posts.flatMap(({ feedId }) => feedId ?? []))];
    const sources = await selectMany(manager, SourceEntity, isOneOf(manager, 'id'), [sourceIds], ['id', 'platform', 'siteUrl']);
    const feeds = feedIds.length === 0 ? [] : await selectMany(manager, FeedEntity, isOneOf(manager, 'id'), [feedIds], ['id', 'role']);
    return new Voices(new Map(sources.map((source) => [source.id, source])), new Map(feeds.map(({ id, role }) => [id, role])));
  }

  platformOf({ sourceId }: Voice): string {
    return this.sources.get(sourceId)?.platform ?? 'web';
  }

  /** The author's address; and the site's, where the post speaks for the site and not merely stands there. */
  urlsOf({ kind, feedId, authorUrl, sourceId }: Voice): string[] {
    const speaks = sourceSpeaks({ kind, feedRole: feedId === null ? null : (this.roles.get(feedId) ?? null) });
    return [authorUrl, speaks ? (this.sources.get(sourceId)?.siteUrl ?? null) : null].filter((url) => url !== null);
  }
}
