import type { EntityManager } from 'typeorm';
import { canonicalUrl } from '../../src/feeds/urls.js';
import type { Database } from '../../src/modules/database/database.js';
import { FeedEntity } from '../../src/modules/sources/feed.entity.js';
import { SourceEntity, type Affiliation } from '../../src/modules/sources/source.entity.js';
import { LinkEntity } from '../../src/modules/posts/link.entity.js';
import { LinkbackEntity } from '../../src/modules/posts/linkback.entity.js';
import { PostEntity } from '../../src/modules/posts/post.entity.js';
import { RevisionEntity } from '../../src/modules/posts/revision.entity.js';

/** Rows as the poller stores them, for tests of what readers see. */
export class Rows {
  private count = 0;
  private readonly affiliations = new Map<number, Affiliation>();
  private readonly roles = new Map<number, 'posts' | 'comments'>();

  constructor(private readonly database: Database) {}

  async source(title: string, affiliation: Affiliation = 'unknown', more: Partial<SourceEntity> = {}): Promise<number> {
    const slug = title.toLowerCase().replace(/\W+/g, '-');
    const row = {
      slug,
      title,
      siteUrl: `https://${slug}.example/`,
      platform: 'web',
      affiliation,
      isSample: 0,
      createdAt: new Date(0),
      ...more,
    };
    const id = await this.insert((manager) => manager.insert(SourceEntity, row));
    this.affiliations.set(id, affiliation);
    return id;
  }

  async feed(sourceId: number, role: 'posts' | 'comments' = 'posts'): Promise<number> {
    const url = `https://feeds.example/${++this.count}`;
    const row = { sourceId, url, host: 'feeds.example', role, createdAt: new Date(0) };
    const id = await this.insert((manager) => manager.insert(FeedEntity, row));
    this.roles.set(id, role);
    return id;
  }

  post(sourceId: number, at: string, said: Partial<PostEntity> = {}): Promise<number> {
    return this.insert((manager) => manager.insert(PostEntity, this.row(sourceId, at, said)));
  }

  /** A comment under `rootId`, answering `parentId` or else the post itself. */
  comment(sourceId: number, rootId: number, at: string, said: Partial<PostEntity> = {}): Promise<number> {
    return this.post(sourceId, at, { kind: 'comment', title: null, rootId, parentId: rootId, replyBasis: 'feed', ...said });
  }

  /** A link in the body of a post or comment, to an address or to a post. */
  async link(postId: number, to: string | number, text: string): Promise<void> {
    await this.database.write(async (manager) => {
      const url = typeof to === 'string' ? to : ((await manager.findOneByOrFail(PostEntity, { id: to })).url ?? '');
      const position = await manager.countBy(LinkEntity, { postId });
      await manager.insert(LinkEntity, { postId, position, url, key: canonicalUrl(url) ?? url, text });
    });
  }

  /** A page elsewhere that links to a post, as the post's publisher lists it; the page may be one of ours. */
  async linkback(postId: number, from: string | number | null, said: Partial<LinkbackEntity> = {}): Promise<void> {
    await this.database.write(async (manager) => {
      const { sourceId, sortAt } = await manager.findOneByOrFail(PostEntity, { id: postId });
      const url = typeof from === 'number' ? (await manager.findOneByOrFail(PostEntity, { id: from })).url : from;
      await manager.insert(LinkbackEntity, {
        sourceId,
        postId,
        targetKey: null,
        guid: `linkback ${++this.count}`,
        kind: 'pingback',
        url,
        urlKey: canonicalUrl(url),
        title: null,
        excerpt: null,
        publishedAt: sortAt,
        seenAt: sortAt,
        goneAt: null,
        ...said,
      });
    });
  }

  /** What a post said until an edit of it was seen. */
  async revision(postId: number, replacedAt: string, said: { title: string | null; text: string; updatedAt?: Date }): Promise<void> {
    const row = { updatedAt: null, html: `<p>${said.text}</p>`, ...said, postId, replacedAt: new Date(replacedAt) };
    await this.database.write((manager) => manager.insert(RevisionEntity, row));
  }

  /** Many rows at once; `rows` are as for `post`. */
  async many(rows: PostEntity[]): Promise<void> {
    await this.database.write(async (manager) => {
      for (let from = 0; from < rows.length; from += 200) await manager.insert(PostEntity, rows.slice(from, from + 200));
    });
  }

  row(sourceId: number, at: string | Date, said: Partial<PostEntity> = {}): PostEntity {
    const number = ++this.count;
    const instant = new Date(at);
    const speaks = said.isStub !== 1 && (said.kind !== 'comment' || this.roles.get(said.feedId ?? 0) === 'posts');
    const text = said.text ?? `The words of entry ${number}.`;
    const row: Partial<PostEntity> = {
      sourceId,
      feedId: null,
      kind: 'post',
      guid: `urn:test:${number}`,
      url: `https://site.example/${number}`,
      urlKey: `https://site.example/${number}`,
      title: `Entry ${number}`,
      authorName: 'Ada Example',
      authorUrl: null,
      html: `<p>${text}</p>`,
      text,
      publishedAt: instant,
      updatedAt: null,
      seenAt: instant,
      sortAt: instant,
      rootId: null,
      parentId: null,
      position: number,
      voice: speaks ? (this.affiliations.get(sourceId) ?? 'unknown') : null,
      entryHash: `e${number}`,
      contentHash: `c${number}`,
      categories: [],
      enclosures: [],
      ...said,
    };
    return row as PostEntity;
  }

  private async insert(work: (manager: EntityManager) => Promise<{ identifiers: object[] }>): Promise<number> {
    const { identifiers } = await this.database.write(work);
    return (identifiers[0] as { id: number }).id;
  }
}
