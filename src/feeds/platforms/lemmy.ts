/** Lemmy: the path of a comment names every comment above it. Read from its API; its feeds carry posts alone. */
import {
  addressOf,
  askJson,
  discussionOf,
  type Found,
  html,
  lineOf,
  linkTo,
  personOf,
  placeOf,
  reactionsOf,
  withParameter,
  within,
} from '../discussion.js';
import { countOf, idOf, instantOf, isObject, type JsonObject, objectOf, objectsOf, textOf } from '../json.js';
import { markdown } from '../markdown.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import type { Person, Reference } from '../types.js';
import { absoluteUrl } from '../urls.js';

/** The most comments that one request may ask for. */
const PAGE = 50;

export const lemmy: Platform = {
  name: 'lemmy',
  label: 'Lemmy',
  offers:
    'Posts and comments of an instance as JSON, each comment with all comments above it, also those from other instances. Feeds carry posts alone. Votes for a message are counted as likes.',
  credential: null,
  // The default of an instance for reading (`message`): 180 in a minute from one address; each may set its own.
  rate: { requests: 180, perMs: 60_000 },
  recognise,
  asks,
  read,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  if (document && (viewsIn(document.json).length > 0 || isObject(within(document.json, 'post_view', 'post')))) return 1;
  return postNumber(url) ? 0.3 : 0;
}

function asks({ url, guid, commentsUrl }: PostFacts): Ask[] {
  // An instance answers for its own numbers only, and the feed's id is the address there.
  const [address, id] =
    [url, commentsUrl, guid].map((each) => [addressOf(each), postNumber(each)] as const).find(([, number]) => number) ?? [];
  if (!address || !id) return [];
  const api = `${address.origin}/api/v3`;
  return [askJson(`${api}/comment/list?post_id=${id}&type_=All&sort=Old&limit=${PAGE}&page=1`)];
}

function postNumber(url: string | null): string | null {
  return /^\/post\/(\d+)\/?$/.exec(addressOf(url)?.pathname ?? '')?.[1] ?? null;
}

function read(document: PlatformDocument): Discussion | null {
  const views = viewsIn(document.json);
  const postView = objectOf(within(document.json, 'post_view'));
  if (views.length === 0 && !isObject(postView.post)) return isEmptyList(document) ? discussionOf({ comments: [] }) : null;
  const host = hostOf(document, [...views.map(({ comment }) => objectOf(comment)), objectOf(postView.post)]);
  const uris = new Map(views.map(({ comment }) => [idOf(within(comment, 'id')), uriOf(comment)]));
  const standing = views.filter(({ comment }) => within(comment, 'deleted') !== true && within(comment, 'removed') !== true);
  const count = countOf(within(postView, 'counts', 'comments')) ?? countOf(within(postView.post, 'comments'));
  return discussionOf({
    post: isObject(postView.post) ? postOf(postView, host, count) : document.url === null ? postOfList(views, host) : null,
    comments: standing.map((view) => commentOf(view, host, uris)),
    more: nextPage(document, views.length),
    count,
  });
}

/** The comments of a list, or the one of a document about one. */
function viewsIn(json: unknown): JsonObject[] {
  const views = [...objectsOf(within(json, 'comments')), ...objectsOf(within(json, 'comment_view'))];
  return views.filter(({ comment }) => typeof within(comment, 'path') === 'string');
}

function isEmptyList({ url, json }: PlatformDocument): boolean {
  return Array.isArray(within(json, 'comments')) && addressOf(url)?.pathname === '/api/v3/comment/list';
}

/** Whose numbers these are: of the asked instance, in a saved file of the one that calls a comment local. */
function hostOf(document: PlatformDocument, items: readonly JsonObject[]): string | null {
  const local = items.find((item) => item.local === true && uriOf(item) !== null);
  return placeOf(document)?.host ?? addressOf(uriOf(local))?.host ?? null;
}

function uriOf(item: unknown): string | null {
  return textOf(within(item, 'ap_id'));
}

function postOf({ post, creator, counts }: JsonObject, host: string | null, commentCount: number | null): Found {
  const item = objectOf(post);
  const id = idOf(item.id);
  const uri = uriOf(item) ?? `lemmy:${host ?? ''}/post/${id ?? ''}`;
  const link = absoluteUrl(textOf(item.url));
  const body = markdown(textOf(item.body), host && `https://${host}/`);
  return {
    guid: uri,
    aliases: namesOf('post', id, host),
    url: absoluteUrl(uri),
    title: lineOf(markdown(textOf(item.name)).value),
    author: creatorOf(creator),
    ...datesOf(item),
    // A link post is what it links to.
    markup: link ? html(linkTo(link) + (body.type === 'html' ? body.value : ''), body.base) : body,
    commentCount,
    reactions: votesOf(counts, item),
  };
}

/** Each comment of a list brings its post along, without its author: all that there is in a saved list. */
function postOfList(views: readonly JsonObject[], host: string | null): Found | null {
  const post = objectOf(views[0]?.post);
  const isOne = views.every((view) => within(view.post, 'id') === post.id);
  if (!isOne || uriOf(post) === null) return null;
  const author = views.find(({ creator }) => idOf(within(creator, 'id')) !== null && within(creator, 'id') === post.creator_id);
  return postOf({ post, creator: author?.creator }, host, null);
}

function commentOf(
  { comment, creator, post, counts }: JsonObject,
  host: string | null,
  uris: ReadonlyMap<string | null, string | null>,
): Found {
  const item = objectOf(comment);
  const id = idOf(item.id);
  const uri = uriOf(item) ?? `lemmy:${host ?? ''}/comment/${id ?? ''}`;
  return {
    guid: uri,
    aliases: namesOf('comment', id, host),
    url: absoluteUrl(uri),
    author: creatorOf(creator),
    ...datesOf(item),
    markup: markdown(textOf(item.content), host && `https://${host}/`),
    inReplyTo: parentOf(item, objectOf(post), host, uris),
    reactions: votesOf(counts, item),
  };
}

/** Version 1.0 of the API counts on the item itself. */
function votesOf(counts: unknown, item: JsonObject): Found['reactions'] {
  return reactionsOf({ likes: within(counts, 'upvotes') ?? item.upvotes });
}

/** `0.a.b`: the comment b answers a, which answers the post. */
function parentOf(
  item: JsonObject,
  post: JsonObject,
  host: string | null,
  uris: ReadonlyMap<string | null, string | null>,
): Reference | null {
  const above = (textOf(item.path) ?? '').split('.').at(-2);
  const isComment = above !== undefined && above !== '0';
  const id = isComment ? above : (idOf(item.post_id) ?? idOf(post.id));
  const uri = isComment ? uris.get(above) : uriOf(post);
  if (uri) return { ref: uri, url: absoluteUrl(uri) };
  const [local, alias] = namesOf(isComment ? 'comment' : 'post', id, host);
  return alias ? { ref: alias, url: local ?? null } : null;
}

/** What a message is called at the instance that was asked: its page there, and its number. */
function namesOf(kind: 'post' | 'comment', id: string | null, host: string | null): string[] {
  return id === null || host === null ? [] : [`https://${host}/${kind}/${id}`, `lemmy:${host}/${kind}/${id}`];
}

function creatorOf(creator: unknown): Person | null {
  const person = objectOf(creator);
  return personOf(textOf(person.display_name) ?? textOf(person.name), textOf(person.actor_id) ?? textOf(person.ap_id));
}

/** Version 1.0 of the API names its instants `published_at` and `updated_at`. */
function datesOf(item: JsonObject): Pick<Found, 'publishedAt' | 'updatedAt'> {
  return { publishedAt: instantOf(item.published ?? item.published_at), updatedAt: instantOf(item.updated ?? item.updated_at) };
}

function nextPage({ url }: PlatformDocument, found: number): Ask[] {
  const asked = addressOf(url)?.searchParams;
  const page = countOf(asked?.get('page'));
  const isFull = found > 0 && found >= (countOf(asked?.get('limit')) ?? PAGE);
  const next = isFull && url && page !== null ? withParameter(url, 'page', String(page + 1)) : null;
  return next ? [askJson(next)] : [];
}
