import { type EntityManager, In, Like, Not } from 'typeorm';
import { isPingback } from '../../feeds/pingbacks.js';
import type { MentionReading } from '../../feeds/webmention.js';
import { canonicalUrl } from '../../feeds/urls.js';
import { AliasEntity } from '../posts/alias.entity.js';
import type { Ingestion } from '../posts/ingestion.js';
import { LinkbackEntity } from '../posts/linkback.entity.js';
import { PostEntity } from '../posts/post.entity.js';
import { ensureSource } from '../sources/ensure-source.js';
import { SourceEntity } from '../sources/source.entity.js';
import { aliasOf } from './target.js';
import type { WebmentionEntity } from './webmention.entity.js';

const GUID_PREFIX = 'webmention:';

const SENTENCES: Record<MentionReading['kind'], string> = {
  reply: 'The page answers, and its words stand in the thread as a comment.',
  like: 'The page likes the target, and is kept as a link to it.',
  repost: 'The page repeats the target, and is kept as a link to it.',
  bookmark: 'The page keeps the target as a bookmark, and is kept as a link to it.',
  mention: 'The page links to the target, and is kept as a link to it.',
};

const READ_ALREADY = 'The page is one that we have from its site’s own feed, so it is kept as a link to the target and not stored again.';

/** A page may answer several messages of ours, so its name alone would not tell two answers apart. */
function guidOf({ sourceUrl, postId }: Mention): string {
  return `${GUID_PREFIX}${postId}:${sourceUrl}`;
}

type Mention = Pick<WebmentionEntity, 'sourceUrl' | 'targetUrl' | 'postId'>;

/** Keeps what a verified page says: a reply as a comment, everything else as a link. Returns the sentence for its sender. */
export async function storeMention(
  manager: EntityManager,
  ingestion: Ingestion,
  mention: Mention,
  reading: MentionReading,
  baseUrl: string,
  now: Date,
): Promise<string> {
  const target = await manager.findOneByOrFail(PostEntity, { id: mention.postId });
  const standing = await commentOf(manager, mention, target);
  const isReply = reading.comment !== null && !isPingback(reading.comment);
  if (isReply && (standing || !(await isKnownPage(manager, mention, reading)))) {
    await storeReply(manager, ingestion, mention, { reading, target, standing, baseUrl }, now);
    // The page may have been a mere link before.
    await manager.delete(LinkbackEntity, linkbackName(mention, target));
    return SENTENCES.reply;
  }
  if (standing) await markCommentGone(manager, standing, now);
  await storeLinkback(manager, mention, reading, target, now);
  return isReply ? READ_ALREADY : SENTENCES[reading.comment ? 'mention' : reading.kind];
}

/** Marks what a page said as gone, and keeps its words. False where it never said anything. */
export async function markGone(manager: EntityManager, mention: Mention, now: Date): Promise<boolean> {
  const { target, comment, linkback } = await standingOf(manager, mention);
  if (comment) await markCommentGone(manager, comment, now);
  if (linkback?.goneAt === null) await manager.update(LinkbackEntity, linkbackName(mention, target), { goneAt: now });
  return comment !== null || linkback !== null;
}

/** Is something of the page shown as its words or link? */
export async function isStanding(manager: EntityManager, mention: Mention): Promise<boolean> {
  const { comment, linkback } = await standingOf(manager, mention);
  return comment?.goneAt === null || linkback?.goneAt === null;
}

async function standingOf(manager: EntityManager, mention: Mention) {
  const target = await manager.findOneByOrFail(PostEntity, { id: mention.postId });
  const comment = await commentOf(manager, mention, target);
  return { target, comment, linkback: await manager.findOneBy(LinkbackEntity, linkbackName(mention, target)) };
}

/** By its thread, where it must stand: redirects may have changed the site that it is counted to. */
function commentOf(manager: EntityManager, mention: Mention, target: PostEntity): Promise<PostEntity | null> {
  return manager.findOneBy(PostEntity, { rootId: target.rootId ?? target.id, kind: 'comment', guid: guidOf(mention) });
}

function linkbackName(mention: Mention, target: PostEntity) {
  return { sourceId: target.sourceId, guid: guidOf(mention) };
}

async function markCommentGone(manager: EntityManager, { id, goneAt }: PostEntity, now: Date): Promise<void> {
  if (goneAt === null) await manager.update(PostEntity, id, { goneAt: now });
}

/** Is the page stored already, as a post or comment of a site that we read? */
async function isKnownPage(manager: EntityManager, { sourceUrl }: Mention, { url, alsoAt }: MentionReading): Promise<boolean> {
  const keys = [sourceUrl, url, ...alsoAt].map((address) => canonicalUrl(address)).filter((key) => key !== null);
  return manager.existsBy(PostEntity, { urlKey: In([...new Set(keys)]), guid: Not(Like(`${GUID_PREFIX}%`)) });
}

interface Reply {
  reading: MentionReading;
  target: PostEntity;
  standing: PostEntity | null;
  baseUrl: string;
}

async function storeReply(
  manager: EntityManager,
  ingestion: Ingestion,
  mention: Mention,
  { reading, target, standing, baseUrl }: Reply,
  now: Date,
): Promise<void> {
  if (!reading.comment) return;
  const ref = aliasOf(baseUrl, target.id);
  await manager.createQueryBuilder().insert().into(AliasEntity).values({ key: ref, postId: target.id }).orIgnore().execute();
  const publishedAt = notAfter(now, reading.publishedAt);
  const post = {
    ...reading.comment,
    guid: guidOf(mention),
    publishedAt,
    inReplyTo: { ref, url: mention.targetUrl },
    replyBasis: 'explicit' as const,
  };
  const sourceId = standing?.sourceId ?? (await sourceOf(manager, reading.url, target, now));
  await ingestion.store(manager, { sourceId, feedId: null, threadId: target.rootId ?? target.id, posts: [post], deleted: [] }, now);
}

/** The site that speaks. What answers the sample is counted to the sample, and goes with it. */
async function sourceOf(manager: EntityManager, url: string, target: PostEntity, now: Date): Promise<number> {
  const { origin, host } = new URL(url);
  const { isSample } = await manager.findOneByOrFail(SourceEntity, { id: target.sourceId });
  return ensureSource(manager, { title: host, siteUrl: `${origin}/`, isSample }, now);
}

async function storeLinkback(
  manager: EntityManager,
  mention: Mention,
  { url, title, excerpt, publishedAt }: MentionReading,
  target: PostEntity,
  now: Date,
): Promise<void> {
  const name = linkbackName(mention, target);
  const said = { url, urlKey: canonicalUrl(url), title, excerpt, publishedAt: notAfter(now, publishedAt), goneAt: null };
  const { affected } = await manager.update(LinkbackEntity, name, said);
  if (affected) return;
  await manager.insert(LinkbackEntity, { ...name, ...said, postId: target.id, targetKey: null, kind: 'webmention', seenAt: now });
}

/** Lists go by date: a stranger's date in the future would stand above everything. */
function notAfter(now: Date, at: Date | null): Date | null {
  return at !== null && at <= now ? at : null;
}
