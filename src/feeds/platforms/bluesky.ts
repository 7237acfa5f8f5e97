/** Bluesky: a thread from its public API, as a tree or as a list. A post is known by its `at://` address, which outlives the handle of its author. */
import { Buffer } from 'node:buffer';
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
  withParameter,
} from '../discussion.js';
import { escapeText } from '../html-writer.js';
import { countOf, instantOf, isObject, type JsonObject, objectOf, objectsOf, textOf } from '../json.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import type { Person, Post, Reference } from '../types.js';
import { absoluteUrl } from '../urls.js';

const API = 'https://public.api.bsky.app/xrpc';
const APP = 'https://bsky.app';
/** The most levels that the API gives, above and below. */
const LEVELS = 1000;
const POST_URI = /^at:\/\/([^/]+)\/app\.bsky\.feed\.post\/([^/?#]+)$/;

interface Node {
  value: JsonObject;
  /** The uri of the post that the tree shows it under. */
  above: string | null;
}

export const bluesky: Platform = {
  name: 'bluesky',
  label: 'Bluesky',
  offers:
    'Threads as JSON, each post with its parent, and the posts that quote one. Feeds carry posts without replies. Blocked and deleted posts keep their place. Likes and reposts are counted, and how many follow an account.',
  quotes: true,
  credential: null,
  // Documented for its servers: 3,000 in five minutes from one address.
  rate: { requests: 3000, perMs: 300_000 },
  recognise,
  asks,
  follow,
  read,
  refine,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  if (document && nodesIn(document.json).some(({ value }) => isPost(value))) return 1;
  if (
    document?.json === undefined &&
    /<guid[^>]{0,40}>at:\/\/[^<]{1,200}\/app\.bsky\.feed\.post\//.test(document?.text.slice(0, 20_000) ?? '')
  )
    return 0.9;
  return uriAt(url) || accountAt(url) ? 1 : 0;
}

function asks({ guid, url }: PostFacts): Ask[] {
  const uri = uriAt(guid) ?? uriAt(url);
  return uri ? [askThread(uri), askJson(`${API}/app.bsky.feed.getQuotes?uri=${urlPart(uri)}&limit=100`)] : [];
}

/** An account's posts with its replies, which its feed leaves out, and how many follow it. */
function follow(url: string): Ask[] {
  const asked = url.startsWith(`${API}/app.bsky.feed.getAuthorFeed?`) ? addressOf(url)?.searchParams.get('actor') : null;
  const who = asked ?? accountAt(url);
  if (!who) return [];
  const posts = `${API}/app.bsky.feed.getAuthorFeed?actor=${urlPart(who)}&filter=posts_with_replies&limit=100`;
  return [askJson(asked ? url : posts), askJson(`${API}/app.bsky.actor.getProfile?actor=${urlPart(who)}`)];
}

/** The handle or DID of the account whose page an address is. */
function accountAt(url: string | null): string | null {
  const address = addressOf(url);
  const who = address?.hostname === 'bsky.app' ? /^\/profile\/([\w.:-]+)\/?(?:rss)?$/.exec(address.pathname)?.[1] : undefined;
  return who ?? null;
}

function askThread(uri: string): Ask {
  return askJson(`${API}/app.bsky.feed.getPostThread?uri=${urlPart(uri)}&depth=${LEVELS}&parentHeight=${LEVELS}`);
}

/** The `at://` address that an id is, or that a page of the app shows. The API takes handles in it too. */
function uriAt(address: string | null): string | null {
  if (POST_URI.test(address ?? '')) return address;
  const url = addressOf(address);
  const [, who, key] = (url?.hostname === 'bsky.app' ? /^\/profile\/([^/]+)\/post\/([^/]+)\/?$/.exec(url.pathname) : null) ?? [];
  return who && key ? `at://${who}/app.bsky.feed.post/${key}` : null;
}

function read(document: PlatformDocument): Discussion | null {
  const nodes = nodesIn(document.json);
  const posts = nodes.filter(({ value }) => isPost(value));
  const quoted = Array.isArray(within(document.json, 'posts')) ? uriAt(textOf(within(document.json, 'uri'))) : null;
  if (posts.length === 0) return quoted ? discussionOf({ comments: [] }) : readProfile(document.json);
  if (quoted) return quotesOf(document, posts);
  const held = new Set(posts.map(({ value }) => textOf(value.uri)));
  const messages = posts.map((node) => messageOf(node, held));
  const isThread = 'thread' in objectOf(document.json) || isTree(document.json);
  const root = isThread ? messages.find(({ inReplyTo }) => !inReplyTo) : undefined;
  return discussionOf({
    post: root ?? null,
    comments: messages.filter((message) => message !== root),
    isTimeline: !isThread,
    more: cutBranches(document.json),
  });
}

/** An account holds no posts, but tells how many follow it. */
function readProfile(json: unknown): Discussion | null {
  const followers = countOf(within(json, 'followersCount'));
  return followers === null || textOf(within(json, 'did')) === null ? null : discussionOf({ comments: [], isPart: true, followers });
}

function isPost({ uri, record, value }: JsonObject): boolean {
  return POST_URI.test(textOf(uri) ?? '') && typeof within(record ?? value, 'text') === 'string';
}

function isTree(json: unknown): json is JsonObject {
  return isObject(json) && isObject(json.post) && (Array.isArray(json.replies) || isObject(json.parent));
}

/** The posts of a tree, of a list with depths (`getPostThreadV2`), of an account's feed, or a plain list. What is blocked or not found is no post. */
function nodesIn(json: unknown): Node[] {
  const thread = within(json, 'thread');
  if (Array.isArray(thread)) return objectsOf(thread).map(({ value }) => ({ value: objectOf(within(value, 'post')), above: null }));
  const tree = isObject(thread) ? thread : isTree(json) ? json : null;
  if (tree) return treeNodes(tree);
  const feed = objectsOf(within(json, 'feed')).filter(({ reason }) => !isObject(reason));
  const views = [
    ...feed.map(({ post }) => objectOf(post)),
    ...objectsOf(within(json, 'posts')),
    ...objectsOf(within(json, 'records')),
    objectOf(json),
  ];
  return views.map((value) => ({ value, above: null }));
}

/** Above the post that was asked for stands a chain, below it a tree. */
function treeNodes(tree: JsonObject): Node[] {
  const chain: JsonObject[] = [];
  for (let node: unknown = tree.parent; isObject(node); node = node.parent) chain.push(node);
  const ancestors = chain.reverse().map((node, index) => ({ value: objectOf(node.post), above: uriOf(chain[index - 1]) }));
  const below = inReadingOrder([{ node: tree, above: uriOf(chain.at(-1)) }], ({ node }) =>
    objectsOf(node.replies).map((reply) => ({ node: reply, above: uriOf(node) })),
  );
  return [...ancestors, ...below.map(({ node, above }) => ({ value: objectOf(node.post), above }))];
}

/** Also of a node that is blocked or not found. */
function uriOf(node: JsonObject | undefined): string | null {
  return textOf(within(node?.post, 'uri')) ?? textOf(node?.uri);
}

function messageOf({ value, above }: Node, held: ReadonlySet<string | null>): Found {
  const uri = textOf(value.uri) ?? '';
  const record = objectOf(value.record ?? value.value);
  const author = objectOf(value.author);
  const [, did = '', key = ''] = POST_URI.exec(uri) ?? [];
  return {
    guid: uri,
    aliases: [pageOf(did, key)],
    url: pageOf(handleOf(author) ?? did, key),
    author: authorOf(author, did),
    publishedAt: instantOf(record.createdAt) ?? instantOf(value.indexedAt),
    markup: html(bodyOf(record, objectOf(value.embed))),
    inReplyTo: parentOf(record, above, held),
    commentCount: countOf(value.replyCount),
    reactions: reactionsOf({ likes: value.likeCount, shares: value.repostCount }),
    language: Array.isArray(record.langs) ? textOf(record.langs[0]) : null,
  };
}

/** The record names its parent; where that is nowhere in the document, the place in the tree is believed. */
function parentOf(record: JsonObject, above: string | null, held: ReadonlySet<string | null>): Reference | null {
  const named = textOf(within(record.reply, 'parent', 'uri'));
  const uri = named !== null && (held.has(named) || above === null) ? named : (above ?? named);
  return uri === null ? null : { ref: uri, url: pageAt(uri) };
}

function pageOf(who: string, key: string): string {
  return `${APP}/profile/${who}/post/${key}`;
}

function pageAt(uri: string): string | null {
  const [, who, key] = POST_URI.exec(uri) ?? [];
  return who && key ? pageOf(who, key) : null;
}

/** A handle that no longer leads to its account is shown as `handle.invalid`. */
function handleOf(author: JsonObject): string | null {
  const handle = textOf(author.handle);
  return handle === 'handle.invalid' ? null : handle;
}

function authorOf(author: JsonObject, did: string): Person | null {
  const handle = handleOf(author);
  return personOf(textOf(author.displayName) ?? handle, `${APP}/profile/${handle ?? textOf(author.did) ?? did}`);
}

function bodyOf(record: JsonObject, view: JsonObject): string {
  const text = richText(textOf(record.text) ?? '', objectsOf(record.facets));
  const embed = objectOf(record.embed);
  const link = absoluteUrl(textOf(within(embed.external ?? within(embed.media, 'external'), 'uri')));
  // A quote is a reference to another post, and no answer to it.
  const quoted = pageAt(textOf(within(embed.record, 'uri')) ?? textOf(within(embed.record, 'record', 'uri')) ?? '');
  const links = [link, quoted].filter((url) => url !== null && !text.includes(`href="${escapeText(url)}"`));
  const pictures = textOf(record.text) ? [] : objectsOf(view.images ?? within(view.media, 'images'));
  const seen = pictures.map(({ alt, thumb }) =>
    textOf(alt) ? `<p>${escapeText(textOf(alt) ?? '')}</p>` : linkTo(absoluteUrl(textOf(thumb))),
  );
  return text + links.map(linkTo).join('') + seen.join('');
}

/** Words with their links. A facet says by UTF-8 bytes which words it is about; one that begins or ends within a character, or overlaps, is left out. */
function richText(text: string, facets: readonly JsonObject[]): string {
  const bytes = Buffer.from(text);
  const isEdge = (at: number | null): at is number => at !== null && at <= bytes.length && ((bytes[at] ?? 0) & 0xc0) !== 0x80;
  const spans = facets.flatMap(({ index, features }) => {
    const [start, end] = [countOf(within(index, 'byteStart')), countOf(within(index, 'byteEnd'))];
    const href = objectsOf(features)
      .map(linkOf)
      .find((each) => each !== null);
    return isEdge(start) && isEdge(end) && start < end && href ? [{ start, end, href }] : [];
  });
  let at = 0;
  let markup = '';
  const words = (from: number, to: number): string => escapeText(bytes.toString('utf8', from, to));
  for (const { start, end, href } of spans.sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    markup += `${words(at, start)}<a href="${escapeText(href).replaceAll('"', '%22')}">${words(start, end)}</a>`;
    at = end;
  }
  const paragraphs = (markup + words(at, bytes.length)).split(/\n[^\S\n]*(?:\n[^\S\n]*)+/).filter((paragraph) => paragraph.trim() !== '');
  return paragraphs.map((paragraph) => `<p>${paragraph.trim().replaceAll('\n', '<br>')}</p>`).join('\n');
}

function linkOf(feature: JsonObject): string | null {
  const [uri, did, tag] = [textOf(feature.uri), textOf(feature.did), textOf(feature.tag)];
  if (uri !== null) return absoluteUrl(uri);
  if (did !== null) return `${APP}/profile/${did}`;
  return tag === null ? null : `${APP}/hashtag/${urlPart(tag)}`;
}

/** A post below which the tree was cut says how many answers it has, and shows none. The post that was asked for never is one. */
function cutBranches(json: unknown): Ask[] {
  const thread = within(json, 'thread');
  const tree = isObject(thread) ? thread : isTree(json) ? json : null;
  if (!tree) return [];
  return inReadingOrder([tree], ({ replies }) => objectsOf(replies)).flatMap((node) => {
    const uri = uriOf(node);
    const isCut = node !== tree && !Array.isArray(node.replies) && (countOf(within(node.post, 'replyCount')) ?? 0) > 0;
    return isCut && uri !== null && POST_URI.test(uri) ? [askThread(uri)] : [];
  });
}

/** Posts that quote a post lead to it, and answer nobody. */
function quotesOf(document: PlatformDocument, posts: readonly Node[]): Discussion {
  const cursor = textOf(within(document.json, 'cursor'));
  const next = cursor && document.url ? withParameter(document.url, 'cursor', cursor) : null;
  const { comments } = discussionOf({ comments: posts.map((node) => messageOf(node, new Set())) });
  const references = comments.flatMap(({ url, text, publishedAt }) =>
    url === null ? [] : [{ url, title: null, excerpt: text, publishedAt }],
  );
  return discussionOf({ comments: [], references, more: next ? [askJson(next)] : [] });
}

/** In a feed the title is the site's, and the author stands in the address. */
function refine(post: Post): Post {
  const uri = uriAt(post.guid) ?? uriAt(post.url);
  const [, did, key] = POST_URI.exec(uri ?? '') ?? [];
  if (!uri || !did || !key) return post;
  const handle = /\/profile\/([^/]+)\/post\//.exec(post.url ?? '')?.[1];
  const aliases = [uri, pageOf(did, key)].filter((alias) => alias !== post.guid && alias !== post.url);
  return reread(post, { aliases, title: null, author: post.author ?? (handle ? personOf(handle, `${APP}/profile/${handle}`) : null) });
}
