import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Post } from '../../feeds/types.js';
import { selectMany, updateOne } from '../database/bulk.js';
import type { Stored } from '../posts/ingest.js';
import { Ingestion } from '../posts/ingestion.js';
import { boundedCount } from '../posts/bounded.js';
import { PostEntity } from '../posts/post.entity.js';
import { keepReactions } from '../posts/reactions.js';
import { keepAliases } from '../posts/same-post.js';
import type { FeedEntity } from '../sources/feed.entity.js';
import { Platforms } from '../sources/platforms.js';
import { SourceEntity } from '../sources/source.entity.js';
import type { Brought } from './verdict.js';

/** Stores what the documents of a feed hold, within the caller's write: those that were asked for, and those that were pushed. */
@Injectable()
export class DocumentStore {
  constructor(
    private readonly ingestion: Ingestion,
    private readonly platforms: Platforms,
  ) {}

  /** In: the feed with the title that the document gives it. `onlyNew` leaves alone what is stored already. */
  async store(manager: EntityManager, feed: FeedEntity, brought: Brought, now: Date, onlyNew = false): Promise<Stored> {
    const { id: feedId, sourceId, postId, reader, title } = feed;
    const platform = await this.settlePlatform(manager, sourceId, brought.platform);
    const { posts, counted, followers, deleted, references: linkbacks, about } = brought;
    const commentCount = boundedCount(brought.commentCount);
    const stored = await this.ingestion.store(
      manager,
      {
        sourceId,
        feedId,
        threadId: postId,
        posts,
        counted,
        followers,
        deleted,
        title,
        linkbacks,
        onlyNew,
        linkbackKind: this.platforms.named(reader ?? '')?.quotes ? 'quote' : 'pingback',
        discussionOf: (post) => this.platforms.discussionOf(platform, post),
      },
      now,
    );
    if (postId !== null && about) await this.learn(manager, feed, postId, about, now);
    if (postId !== null && commentCount !== null) await updateOne(manager, PostEntity, postId, { commentCount });
    return stored;
  }

  /** A post that its own feed has brought keeps its words; of one that no feed brings, the platform's are the first. */
  private async learn(manager: EntityManager, { sourceId }: FeedEntity, postId: number, about: Post, now: Date): Promise<void> {
    const aliases = [about.guid, ...(about.aliases ?? [])];
    if (await manager.existsBy(PostEntity, { id: postId, isStub: 1 })) {
      await this.ingestion.store(manager, { sourceId, feedId: null, threadId: null, posts: [about], deleted: [] }, now);
    }
    await keepAliases(manager, [{ id: postId, post: { ...about, aliases } }]);
    await keepReactions(manager, [{ id: postId, reactions: about.reactions }], now);
  }

  /** What a source runs on, where its first document tells and nobody has said. */
  private async settlePlatform(manager: EntityManager, sourceId: number, seen: string | null): Promise<string> {
    const [{ platform } = { platform: 'web' }] = await selectMany(manager, SourceEntity, 'id = ?', [sourceId], ['platform']);
    if (platform !== 'web' || seen === null) return platform;
    await manager.update(SourceEntity, sourceId, { platform: seen });
    return seen;
  }
}
