/** Reddit: a tree of "things" as JSON or as an old page, t3 for posts and t1 for comments. Its Atom feed of a thread has the same ids, but no parents. */
import { decodeHTML } from 'entities';
import {
  addressOf,
  askJson,
  discussionOf,
  type Found,
  html,
  inReadingOrder,
  linkTo,
  personOf,
  reactionsOf,
  reread,
  urlPart,
  within,
} from '../discussion.js';
import { countOf, idOf, instantOf, type JsonObject, listOf, objectOf, objectsOf, textOf } from '../json.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import { thingsOfPage } from '../reddit-page.js';
import type { Entry, Person, Post, Reference, ReplyBasis } from '../types.js';
import { absoluteUrl, canonicalUrl } from '../urls.js';

const SITE = 'https://www.reddit.com';

/** The most comments that one request for left-out branches may name. */
const BRANCHES_A_REQUEST = 100;

interface Thing {
  kind: string;
  data: JsonObject;
}

export const reddit: Platform = {
  name: 'reddit',
  label: 'Reddit',
  offers:
    'Threads as JSON, each comment with its parent; branches that are left out are asked for. The feed of a thread has the comments without their parents. Scores, where they are not hidden or below nought, are counted as likes.',
  credential: null,
  // Without a registered client: ten in a minute, as announced in 2023.
  rate: { requests: 10, perMs: 60_000 },
  recognise,
  asks,
  read,
  refine,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  if (document && thingsIn(document.json).some(({ data }) => idOf(data.id) !== null && 'subreddit' in data)) return 1;
  if (document?.json === undefined && /\sdata-fullname="t[13]_/.test(document?.text ?? '')) return 0.9;
  const head = document?.json === undefined ? document?.text.slice(0, 20_000) : undefined;
  if (head && /<(?:id|guid[^>]{0,40}|link)>(?:t[13]_[a-z0-9]+<|https?:\/\/(?:www\.)?reddit\.com\/)/.test(head)) return 0.9;
  return threadId(url) ? 1 : 0;
}

function asks({ url, commentsUrl }: PostFacts): Ask[] {
  const id = threadId(url) ?? threadId(commentsUrl);
  return id ? [askJson(`${SITE}/comments/${id}.json?limit=500&raw_json=1`)] : [];
}

function threadId(url: string | null): string | null {
  const address = addressOf(url);
  if (!address) return null;
  if (address.hostname === 'redd.it') return /^\/([a-z0-9]+)\/?$/i.exec(address.pathname)?.[1]?.toLowerCase() ?? null;
  const path = /^\/(?:(?:r|user|u)\/[^/]+\/)?comments\/([a-z0-9]+)(?:[/.]|$)/i;
  return /(?:^|\.)reddit\.com$/.test(address.hostname) ? (path.exec(address.pathname)?.[1]?.toLowerCase() ?? null) : null;
}

function read(document: PlatformDocument): Discussion | null {
  const page = document.json === undefined ? thingsOfPage(document.text) : [];
  const roots = page.length > 0 ? page : thingsIn(document.json);
  const things = inReadingOrder(roots, ({ data }) => thingsOf(within(data.replies, 'data', 'children')));
  const posts = things.filter(({ kind, data }) => kind === 't3' && data.id !== undefined);
  const comments = things.filter(({ kind, data }) => kind === 't1' && idOf(data.id) !== null);
  const stubs = things.filter(({ kind }) => kind === 'more');
  if (posts.length + comments.length + stubs.length === 0) return null;
  // A page shows who answers whom by what lies within what.
  const replyBasis: ReplyBasis = page.length > 0 ? 'markup' : 'explicit';
  const isRaw = page.length > 0 || !areEscaped(things);
  const [post] = posts.length === 1 ? posts : [];
  const names = [post?.data.name, ...comments.map(({ data }) => data.link_id), nameOfThread(document.url)].map(idOf);
  const link = names.find((name) => name !== null && /^t3_\w+$/.test(name)) ?? null;
  const others = posts.length > 1 ? posts.map(({ data }) => postOf(data, isRaw)) : [];
  return discussionOf({
    post: post ? postOf(post.data, isRaw) : null,
    comments: [...others, ...comments.filter(({ data }) => !isGone(data)).map(({ data }) => ({ ...commentOf(data, isRaw), replyBasis }))],
    isTimeline: posts.length > 1,
    more: link === null ? [] : branches(stubs, link),
    count: countOf(post?.data.num_comments),
  });
}

/** The things at the top of a document: of a listing, of the two listings of a thread, of an answer about left-out branches, or one alone. */
function thingsIn(json: unknown): Thing[] {
  const listings = Array.isArray(json) ? objectsOf(json) : [objectOf(json)];
  const listed = listings.flatMap((listing) => thingsOf(within(listing, 'data', 'children')));
  const added = thingsOf(within(json, 'json', 'data', 'things'));
  return listed.length + added.length > 0 ? [...listed, ...added] : thingsOf(listings);
}

function thingsOf(value: unknown): Thing[] {
  return objectsOf(value).flatMap(({ kind, data }) =>
    kind === 't1' || kind === 't3' || kind === 'more' ? [{ kind, data: objectOf(data) }] : [],
  );
}

/** Unless it is asked for `raw_json`, Reddit escapes `<`, `>` and `&` in every text once more, and so its markup begins with `&lt;`. */
function areEscaped(things: readonly Thing[]): boolean {
  const bodies = things.map(({ data }) => textOf(data.body_html) ?? textOf(data.selftext_html)).filter((body) => body !== null);
  return bodies.length > 0 && bodies.every((body) => body.startsWith('&lt;'));
}

/** What was deleted or removed keeps its place in the tree, but nobody says anything there. */
function isGone({ author, body }: JsonObject): boolean {
  return author === '[deleted]' && /^\[ ?(?:deleted|removed)\b.*\]$/i.test(textOf(body)?.trim() ?? '[deleted]');
}

function postOf(data: JsonObject, isRaw: boolean): Found {
  const once = unescaper(isRaw);
  const url = absoluteUrl(textOf(data.permalink), SITE);
  const link = absoluteUrl(once(textOf(data.url)));
  const isElsewhere = data.is_self !== true && link !== null && canonicalUrl(link) !== canonicalUrl(url);
  const words = isGone({ author: data.author, body: data.selftext ?? '' }) ? null : once(textOf(data.selftext_html));
  return {
    ...messageOf(data, 't3'),
    url,
    title: once(textOf(data.title)),
    markup: html((words ?? '') + (isElsewhere ? linkTo(link) : ''), SITE),
    commentsUrl: url,
    commentCount: countOf(data.num_comments),
  };
}

function commentOf(data: JsonObject, isRaw: boolean): Found {
  const body = unescaper(isRaw)(textOf(data.body_html));
  const thread = idOf(data.link_id);
  const url = absoluteUrl(textOf(data.permalink) ?? textOf(data.context)?.replace(/\?.*$/, ''), SITE) ?? urlIn(thread, idOf(data.id));
  return {
    ...messageOf(data, 't1'),
    url,
    markup: body === null ? { type: 'text', value: textOf(data.body) ?? '', base: SITE } : html(body, SITE),
    inReplyTo: referenceTo(idOf(data.parent_id) ?? thread, thread, url),
  };
}

type Basics = Pick<Found, 'guid' | 'aliases' | 'author' | 'publishedAt' | 'updatedAt' | 'reactions'>;

function messageOf(data: JsonObject, kind: 't1' | 't3'): Basics {
  const name = `${kind}_${idOf(data.id) ?? ''}`;
  return {
    guid: name,
    aliases: [`reddit:${name}`],
    author: accountOf(textOf(data.author)),
    publishedAt: instantOf(data.created_utc),
    updatedAt: instantOf(data.edited),
    // A score that is hidden is shown as 1.
    reactions: data.score_hidden === true || data.hide_score === true ? null : reactionsOf({ likes: data.score ?? data.ups }),
  };
}

function accountOf(name: string | null): Person | null {
  return name === null || name === '[deleted]' ? null : personOf(name, `${SITE}/user/${urlPart(name)}`);
}

/** A parent's page is the comment's own with another number at its end. */
function referenceTo(parent: string | null, thread: string | null, own: string | null): Reference | null {
  if (parent === null) return null;
  const [, kind, id = ''] = /^(t[13])_(\w+)$/.exec(parent) ?? [];
  const page = own === null ? null : /^(.*\/comments\/\w+\/[^/]*\/)\w+\/?$/.exec(own)?.[1];
  return {
    ref: parent,
    url: kind === undefined ? null : kind === 't3' ? (page ?? urlIn(parent, null)) : page ? `${page}${id}/` : urlIn(thread, id),
  };
}

function urlIn(thread: string | null, comment: string | null): string | null {
  return thread === null ? null : `${SITE}/comments/${thread.replace(/^t3_/, '')}/${comment === null ? '' : `_/${comment}/`}`;
}

function nameOfThread(url: string | null): string | null {
  const id = threadId(url);
  return id && `t3_${id}`;
}

/** A stub names the comments that it stands for; one that names none ends a deep branch, which has a page of its own. */
function branches(stubs: readonly Thing[], link: string): Ask[] {
  const thread = link.replace(/^t3_/, '');
  return stubs.flatMap(({ data }) => {
    const ids = listOf(data.children).flatMap((id) => idOf(id) ?? []);
    const parent = /^t1_(\w+)$/.exec(idOf(data.parent_id) ?? '')?.[1];
    if (ids.length === 0) return parent ? [askJson(`${SITE}/comments/${thread}/_/${parent}.json?limit=500&raw_json=1`)] : [];
    const pages = Array.from({ length: Math.ceil(ids.length / BRANCHES_A_REQUEST) }, (_, page) =>
      ids.slice(page * BRANCHES_A_REQUEST, (page + 1) * BRANCHES_A_REQUEST).map(urlPart),
    );
    return pages.map((page) =>
      askJson(`${SITE}/api/morechildren.json?api_type=json&raw_json=1&link_id=${link}&children=${page.join(',')}`),
    );
  });
}

function unescaper(isRaw: boolean): (text: string | null) => string | null {
  return (text) => (text === null || isRaw ? text : decodeHTML(text));
}

/** An entry of a feed: names without `/u/`, a post without the words that Reddit puts around it, and a comment under its post. */
function refine(post: Post, entry: Entry): Post {
  const thread = nameOfThread(post.url);
  if (!thread) return post;
  // Until 2016 the id was the address.
  const comment = /\/comments\/\w+\/[^/]*\/(\w+)\/?$/.exec(addressOf(post.url)?.pathname ?? '')?.[1];
  const name = comment ? `t1_${comment}` : thread;
  const author = post.author?.name ? accountOf(post.author.name.replace(/^\/?u\//, '')) : null;
  const aliases = [name, `reddit:${name}`].filter((alias) => alias !== post.guid);
  if (!comment) {
    const body = entry.content ?? entry.summary;
    return reread(
      post,
      { author, aliases, commentsUrl: post.commentsUrl ?? post.url },
      body && { ...body, value: ownWords(body.value, post.url) },
    );
  }
  const inReplyTo = post.inReplyTo ?? referenceTo(thread, thread, post.url);
  return reread(post, { author, aliases, title: null, kind: 'comment', inReplyTo, replyBasis: post.replyBasis ?? 'feed' });
}

/** `<!-- SC_OFF --> WORDS <!-- SC_ON --> submitted by NAME [link] [comments]`: the words, and the link unless it leads to the post itself. */
function ownWords(body: string, url: string | null): string {
  const start = body.indexOf('<!-- SC_OFF -->');
  const end = body.lastIndexOf('<!-- SC_ON -->');
  const words = start >= 0 && end > start ? body.slice(start, end) : '';
  const link = /<a href="([^"<>]{1,4000})">\[link\]<\/a>/.exec(body)?.[1];
  if (link === undefined) return body;
  return words + (canonicalUrl(decodeHTML(link)) === canonicalUrl(url) ? '' : linkTo(absoluteUrl(decodeHTML(link))));
}
