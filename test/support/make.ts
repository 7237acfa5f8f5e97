import { createHash } from 'node:crypto';
import type { Post } from '../../src/feeds/types.js';
import { canonicalUrl } from '../../src/feeds/urls.js';
import type { Database } from '../../src/modules/database/database.js';
import { SourceEntity } from '../../src/modules/sources/source.entity.js';

/** A post as `src/feeds` gives it; say only what the test is about. */
export function aPost(said: Partial<Post> & { guid: string }): Post {
  const text = said.text ?? `The words of ${said.guid}.`;
  const url = said.url === undefined ? `http://blog.example/${said.guid}` : said.url;
  return {
    url,
    urlKey: url === null ? null : canonicalUrl(url),
    title: `About ${said.guid}`,
    author: { name: 'Ada Example', url: null },
    publishedAt: new Date('2008-04-03T09:00:00Z'),
    updatedAt: null,
    html: `<p>${text}</p>`,
    text,
    kind: 'post',
    inReplyTo: null,
    replyBasis: null,
    commentsUrl: null,
    commentsFeedUrl: null,
    commentCount: null,
    categories: [],
    enclosures: [],
    links: [],
    language: null,
    position: 0,
    entryHash: hash(JSON.stringify(said)),
    contentHash: hash(text),
    ...said,
  };
}

/** A comment on nothing in particular; `to` names its parent by id. */
export function aComment(said: Partial<Post> & { guid: string; to?: string }): Post {
  const { to, ...rest } = said;
  return aPost({
    kind: 'comment',
    title: null,
    inReplyTo: to === undefined ? null : { ref: to, url: null },
    replyBasis: to === undefined ? null : 'explicit',
    ...rest,
  });
}

export async function aSource(database: Database, said: Partial<SourceEntity> = {}): Promise<number> {
  const slug = said.slug ?? 'a-blog';
  const row = {
    title: 'A blog',
    siteUrl: 'http://blog.example/',
    platform: 'web',
    affiliation: 'unknown' as const,
    isSample: 0,
    createdAt: new Date(0),
    ...said,
    slug,
  };
  const { identifiers } = await database.write((manager) => manager.insert(SourceEntity, row));
  return (identifiers[0] as { id: number }).id;
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, 11);
}
