/**
 * Mastodon, and the servers that speak its client API (GoToSocial, Pleroma, Akkoma). A status has a number on each server that knows it, and
 * one `uri` everywhere: the uri is its identity, the number only leads from one status of a document to another.
 */
import {
  addressOf,
  askJson,
  discussionOf,
  type Found,
  html,
  linkTo,
  personOf,
  placeOf,
  reactionsOf,
  reread,
  urlPart,
  within,
} from '../discussion.js';
import { escapeText } from '../html-writer.js';
import { countOf, idOf, instantOf, isObject, type JsonObject, objectOf, objectsOf, textOf } from '../json.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import type { Person, Post, Reference } from '../types.js';
import { absoluteUrl } from '../urls.js';

/** `/@ann/12` and `/users/ann/statuses/12` (Mastodon), `/@ann/statuses/01H…` (GoToSocial), `/notice/A1b2` (Pleroma), `/@ann/posts/A1b2`. */
const STATUS_PATHS = [
  /^\/(?:@|users\/|ap\/users\/)([^/@]+(?:@[^/]+)?)\/(?:statuses\/|posts\/)([0-9A-Za-z]+)\/?$/,
  /^\/@([^/@]+(?:@[^/]+)?)\/(\d{6,})\/?$/,
  /^\/(notice)\/([0-9A-Za-z]+)\/?$/,
];

interface Server {
  host: string | null;
  /** The uris of the statuses of this document, by their numbers. */
  uris: ReadonlyMap<string, Reference>;
}

export const mastodon: Platform = {
  name: 'mastodon',
  label: 'Mastodon, GoToSocial, Pleroma',
  offers:
    'Statuses as JSON with what stands above and below them, each with its parent; without an account a server shows up to 60 replies. Feeds carry statuses without replies. GoToSocial answers only with an account. Favourites and boosts are counted, and how many follow an account.',
  credential: null,
  // Documented: 300 in five minutes for an account; more for an address alone.
  rate: { requests: 300, perMs: 300_000 },
  recognise,
  asks,
  follow,
  read,
  refine,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  if (document && (isContext(document.json) || statusesIn(document.json).length > 0)) return 1;
  if (document?.json === undefined && /<generator>Mastodon\b/i.test(document?.text.slice(0, 5000) ?? '')) return 0.9;
  return statusAt(url) ? 0.7 : 0;
}

function asks({ url, guid }: PostFacts): Ask[] {
  const [address, id] = [url, guid].map((each) => [addressOf(each), statusAt(each)?.id] as const).find(([, each]) => each) ?? [];
  const api = address && id ? `${address.origin}/api/v1/statuses/${id}` : null;
  return api ? [askJson(`${api}/context`)] : [];
}

/** An account's statuses with its replies, which its feed leaves out. Its name leads to its number, and that to them. */
function follow(url: string): Ask[] {
  const address = addressOf(url);
  if (!address) return [];
  if (/^\/api\/v1\/accounts\/(?:lookup|\w+\/statuses)$/.test(address.pathname)) return [askJson(url)];
  const name = /^\/@([\w.-]+?)(?:\.rss|\/)?$/.exec(address.pathname)?.[1] ?? /^\/users\/([\w.-]+)\/?$/.exec(address.pathname)?.[1];
  return name ? [askJson(`${address.origin}/api/v1/accounts/lookup?acct=${urlPart(name)}`)] : [];
}

function statusAt(url: string | null): { name: string; id: string } | null {
  const path = addressOf(url)?.pathname ?? '';
  const [, name, id] = STATUS_PATHS.map((shape) => shape.exec(path)).find((match) => match !== null) ?? [];
  return name && id ? { name, id } : null;
}

function read(document: PlatformDocument): Discussion | null {
  const { json } = document;
  const statuses = statusesIn(json);
  if (isAccount(json)) return statusesOf(json, document);
  if (statuses.length === 0) return isContext(json) ? discussionOf({ comments: [], isPart: true }) : null;
  const own = statuses.filter(({ reblog }) => !isObject(reblog));
  const server: Server = { host: hostOf(document, own), uris: new Map(own.map((status) => [idOf(status.id) ?? '', nameOf(status)])) };
  const roots = own.filter((status) => idOf(status.in_reply_to_id) === null);
  const isThread = isContext(json) || isStatus(json);
  const [root] = isThread ? roots : [];
  return discussionOf({
    post: root ? messageOf(root, server) : null,
    comments: own.filter((status) => status !== root).map((status) => messageOf(status, server)),
    isTimeline: !isThread,
    // Without an account a server shows up to 60 replies; of others' it knows those that reached it.
    isPart: true,
  });
}

function isAccount(json: unknown): json is JsonObject {
  return isObject(json) && idOf(json.id) !== null && typeof json.acct === 'string' && 'statuses_count' in json;
}

/** An account holds no statuses, but tells where they are. */
function statusesOf(account: JsonObject, document: PlatformDocument): Discussion {
  const { origin } = placeOf(document) ?? {};
  const id = idOf(account.id) ?? '';
  const followers = countOf(account.followers_count);
  return discussionOf({
    comments: [],
    isPart: true,
    ...(followers === null ? {} : { followers }),
    more: origin ? [askJson(`${origin}/api/v1/accounts/${urlPart(id)}/statuses?limit=40&exclude_reblogs=true`)] : [],
  });
}

function isContext(json: unknown): json is JsonObject {
  return isObject(json) && Array.isArray(json.ancestors) && Array.isArray(json.descendants);
}

/** One status, what stands around one, a timeline, or what a search found. */
function statusesIn(json: unknown): JsonObject[] {
  if (isContext(json)) return [...objectsOf(json.ancestors), ...objectsOf(json.descendants)].filter(isStatus);
  return [...objectsOf(json), ...objectsOf(within(json, 'statuses'))].filter(isStatus);
}

function isStatus(json: unknown): json is JsonObject {
  if (!isObject(json) || idOf(json.id) === null || typeof json.content !== 'string') return false;
  return 'in_reply_to_id' in json && textOf(json.uri) !== null && isObject(json.account);
}

/** Whose numbers these are: of the asked server, in a saved file of the one whose accounts need no host in their names. */
function hostOf(document: PlatformDocument, statuses: readonly JsonObject[]): string | null {
  const local = statuses.find(({ account }) => /^[^@\s]+$/.test(textOf(within(account, 'acct')) ?? ''));
  return placeOf(document)?.host ?? addressOf(textOf(local?.uri))?.host ?? null;
}

function nameOf(status: JsonObject): Reference {
  const uri = textOf(status.uri) ?? '';
  return { ref: uri, url: absoluteUrl(textOf(status.url)) ?? absoluteUrl(uri) };
}

function messageOf(status: JsonObject, server: Server): Found {
  const { ref, url } = nameOf(status);
  const id = idOf(status.id);
  return {
    guid: ref ?? '',
    aliases: [url, server.host && `mastodon:${server.host}/${id ?? ''}`],
    url,
    author: accountOf(objectOf(status.account)),
    publishedAt: instantOf(status.created_at),
    updatedAt: instantOf(status.edited_at),
    markup: html(bodyOf(status), url),
    inReplyTo: parentOf(status, server),
    commentCount: countOf(status.replies_count),
    reactions: reactionsOf({ likes: status.favourites_count, shares: status.reblogs_count }),
    followers: countOf(within(status.account, 'followers_count')),
    language: textOf(status.language),
  };
}

/** A content warning is what everyone sees: it comes first. A status of nothing but pictures says what they show. */
function bodyOf(status: JsonObject): string {
  const warning = textOf(status.spoiler_text);
  const content = textOf(status.content);
  const media = objectsOf(status.media_attachments).map(({ url, description }) => {
    const words = textOf(description);
    return words ? `<p>${escapeText(words)}</p>` : linkTo(absoluteUrl(textOf(url)));
  });
  return (warning ? `<p><strong>${escapeText(warning)}</strong></p>` : '') + (content ?? media.join(''));
}

function accountOf(account: JsonObject): Person | null {
  const name = textOf(account.display_name) ?? textOf(account.acct) ?? textOf(account.username);
  return personOf(name, textOf(account.url) ?? textOf(account.uri));
}

/** The parent by its uri where the document holds it; else by its number, and by its page where that can be told. */
function parentOf(status: JsonObject, server: Server): Reference | null {
  const id = idOf(status.in_reply_to_id);
  if (id === null) return null;
  const held = server.uris.get(id);
  return held ?? { ref: `mastodon:${server.host ?? ''}/${id}`, url: parentPage(status, id) };
}

/** A server builds all its pages alike: as this status's page follows from its author's page and number, so does that of its parent. */
function parentPage(status: JsonObject, parentId: string): string | null {
  const account = objectOf(status.account);
  const [url, home, id] = [textOf(status.url), textOf(account.url), idOf(status.id)];
  const isLocal = (acct: unknown): boolean => /^[^@\s]+$/.test(textOf(acct) ?? '');
  if (url === null || home === null || id === null || !isLocal(account.acct) || !url.startsWith(home) || !url.endsWith(id)) return null;
  const people = [account, ...objectsOf(status.mentions)];
  const parent = people.find((each) => idOf(each.id) !== null && idOf(each.id) === idOf(status.in_reply_to_account_id));
  const parentHome = parent && isLocal(parent.acct) ? textOf(parent.url) : null;
  return parentHome && absoluteUrl(parentHome + url.slice(home.length, -id.length) + parentId);
}

/** A feed names neither the author nor the uri of a status; its address does. */
function refine(post: Post): Post {
  const address = addressOf(post.url);
  const status = statusAt(post.url);
  if (!address || !status || status.name === 'notice') return post;
  const uri = `${address.origin}/users/${status.name}/statuses/${status.id}`;
  const aliases = [uri, `mastodon:${address.host}/${status.id}`].filter((alias) => alias !== post.guid);
  return reread(post, { aliases, author: post.author ?? personOf(status.name, `${address.origin}/@${status.name}`) });
}
