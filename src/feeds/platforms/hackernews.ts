/** Hacker News: whole threads from the search API by Algolia, single items from the official one, which is kept at Firebase. */
import {
  addressOf,
  askJson,
  discussionOf,
  type Found,
  html,
  inReadingOrder,
  lineOf,
  personOf,
  reactionsOf,
  reread,
  urlPart,
  withoutLastLink,
} from '../discussion.js';
import { countOf, idOf, instantOf, type JsonObject, listOf, objectOf, objectsOf, textOf } from '../json.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import type { Entry, Post, Reference } from '../types.js';
import { absoluteUrl, canonicalUrl } from '../urls.js';

const SITE = 'https://news.ycombinator.com';
const ITEM = /^(?:story|comment|poll|job)$/;

export const hackernews: Platform = {
  name: 'hackernews',
  label: 'Hacker News',
  offers:
    'Whole threads as JSON, each comment with its parent. Feeds carry stories, or comments without their parents. Points of stories are counted as likes.',
  credential: null,
  // The search API's documentation: ten thousand in an hour from one address. The official API names no limit.
  rate: { requests: 10_000, perMs: 3_600_000 },
  recognise,
  asks,
  read,
  refine,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  if (document && itemsIn(document.json).length > 0) return 1;
  if (document?.json === undefined && document?.text.slice(0, 20_000).includes(`${SITE}/item?id=`)) return 0.8;
  return itemAt(url) ? 1 : 0;
}

function asks({ url, guid, commentsUrl }: PostFacts): Ask[] {
  const id = [commentsUrl, url, guid].map(itemAt).find((each) => each !== null);
  return id ? [askJson(`https://hn.algolia.com/api/v1/items/${id}`)] : [];
}

function itemAt(url: string | null): string | null {
  const address = addressOf(url);
  if (address?.hostname !== 'news.ycombinator.com' || address.pathname !== '/item') return null;
  return /^\d+$/.exec(address.searchParams.get('id') ?? '')?.[0] ?? null;
}

function read(document: PlatformDocument): Discussion | null {
  const roots = itemsIn(document.json);
  if (roots.length === 0) return null;
  const items = inReadingOrder(
    roots.map((item) => ({ item, above: null as string | null })),
    ({ item }) => objectsOf(item.children).map((child) => ({ item: child, above: numberOf(item) })),
  ).filter(({ item }) => numberOf(item) !== null && ITEM.test(typeOf(item)));
  const stories = items.filter(({ item }) => typeOf(item) !== 'comment');
  const [story] = stories.length === 1 ? stories : [];
  const others = story ? [] : stories.map(({ item }) => storyOf(item));
  const comments = items.filter(({ item }) => typeOf(item) === 'comment' && !isGone(item));
  return discussionOf({
    post: story ? storyOf(story.item) : null,
    comments: [...others, ...comments.map(({ item, above }) => commentOf(item, above))],
    isTimeline: others.length > 0,
    more: roots.flatMap(({ kids }) => listOf(kids)).flatMap((kid) => askItem(idOf(kid))),
    count: countOf(story?.item.descendants) ?? countOf(story?.item.num_comments),
  });
}

/** An item with the tree below it, or alone, or the items that a search found. */
function itemsIn(json: unknown): JsonObject[] {
  const hits = objectsOf(objectOf(json).hits).filter((hit) => idOf(hit.objectID) !== null && Array.isArray(hit._tags));
  if (hits.length > 0) return hits;
  const item = objectOf(json);
  // `type` alone names many things: an item has its number, and an author or the mark of one that is gone, as Algolia or Firebase writes them.
  const isItem =
    idOf(item.id) !== null && ITEM.test(typeOf(item)) && ('children' in item || 'by' in item || 'deleted' in item || 'kids' in item);
  return isItem ? [item] : [];
}

function numberOf(item: JsonObject): string | null {
  return idOf(item.id) ?? idOf(item.objectID);
}

/** A search tells the kind of what it found by a tag. */
function typeOf(item: JsonObject): string {
  return textOf(item.type) ?? listOf(item._tags).find((tag): tag is string => typeof tag === 'string' && ITEM.test(tag)) ?? '';
}

/** What was deleted or killed keeps its place and loses its words. */
function isGone(item: JsonObject): boolean {
  return item.deleted === true || item.dead === true || (item.text ?? item.comment_text ?? null) === null;
}

function storyOf(item: JsonObject): Found {
  const page = pageOf(numberOf(item));
  return {
    ...messageOf(item),
    // Its address is what it is about, as in the feed; its page is where it is talked about.
    url: absoluteUrl(textOf(item.url)) ?? page,
    title: lineOf(textOf(item.title)),
    markup: html(textOf(item.text) ?? textOf(item.story_text), SITE),
    commentsUrl: page,
    commentCount: countOf(item.descendants) ?? countOf(item.num_comments),
    reactions: reactionsOf({ likes: item.points ?? item.score }),
  };
}

function commentOf(item: JsonObject, above: string | null): Found {
  const parent = idOf(item.parent_id) ?? idOf(item.parent) ?? above ?? idOf(item.story_id);
  return {
    ...messageOf(item),
    url: pageOf(numberOf(item)),
    markup: html(textOf(item.text) ?? textOf(item.comment_text), SITE),
    inReplyTo: referenceTo(parent),
  };
}

function messageOf(item: JsonObject): Pick<Found, 'guid' | 'aliases' | 'author' | 'publishedAt'> {
  const id = numberOf(item) ?? '';
  const author = textOf(item.author) ?? textOf(item.by);
  return {
    guid: pageOf(id) ?? '',
    aliases: [`hackernews:${id}`],
    author: personOf(author, author && `${SITE}/user?id=${urlPart(author)}`),
    publishedAt: instantOf(item.created_at_i ?? item.time) ?? instantOf(item.created_at),
  };
}

function referenceTo(id: string | null): Reference | null {
  const page = pageOf(id);
  return page === null ? null : { ref: page, url: page };
}

function pageOf(id: string | null): string | null {
  return id === null ? null : `${SITE}/item?id=${urlPart(id)}`;
}

function askItem(id: string | null): Ask[] {
  return id !== null && /^\d+$/.test(id) ? [askJson(`https://hacker-news.firebaseio.com/v0/item/${id}.json`)] : [];
}

/** A story of the feed says "Comments", which is no word of its author; the item's page is one of its names. */
function refine(post: Post, entry: Entry): Post {
  const id = itemAt(post.commentsUrl) ?? itemAt(post.url) ?? itemAt(post.guid);
  const body = entry.content ?? entry.summary;
  if (id === null) return post;
  const page = canonicalUrl(pageOf(id));
  const aliases = [pageOf(id) ?? '', `hackernews:${id}`].filter((alias) => alias !== post.guid);
  return reread(post, { aliases }, body && { ...body, value: withoutLastLink(body.value, (href) => canonicalUrl(href) === page) });
}
