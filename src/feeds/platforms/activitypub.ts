/**
 * ActivityPub: notes and articles as servers give them to each other. Specification: W3C ActivityStreams 2.0 vocabulary; what Mastodon, Lemmy,
 * Pleroma, Misskey, Friendica, PeerTube, WordPress and others make of it. Almost every property may be a text, an object or a list.
 */
import { addressOf, discussionOf, type Found, html, inReadingOrder, personOf, reactionsOf, within } from '../discussion.js';
import { escapeText } from '../html-writer.js';
import { countOf, idOf, instantOf, isObject, type JsonObject, listOf, objectOf, textOf } from '../json.js';
import { markdown } from '../markdown.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import type { Markup, Person, Reference } from '../types.js';
import { absoluteUrl } from '../urls.js';

/** What someone says. */
const OBJECTS = new Set(['Note', 'Article', 'Page', 'Question', 'Video', 'Audio', 'Image', 'Event', 'Document', 'ChatMessage']);
/** What carries an object from one server to another. `Like`, `Undo`, `Delete` and `Flag` say nothing, though they have objects too. */
const CARRIERS = new Set(['Create', 'Update', 'Announce', 'Add']);
const COLLECTIONS = new Set(['Collection', 'OrderedCollection', 'CollectionPage', 'OrderedCollectionPage']);
const ACTORS = new Set(['Person', 'Service', 'Application', 'Organization']);

export const activitypub: Platform = {
  name: 'activitypub',
  label: 'ActivityPub',
  offers:
    'Notes and articles of any server, each with what it answers, and the collections of their replies where a server shows them. Likes and boosts are counted where a server gives their number; a server that asks for signed requests shows nothing.',
  credential: null,
  rate: null,
  recognise,
  asks,
  read,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  const json = document?.json;
  const isActivity =
    isObject(json) &&
    idOf(json.id) !== null &&
    [OBJECTS, CARRIERS, COLLECTIONS].some((types) => typesOf(json).some((type) => types.has(type)));
  const hasContext =
    isActivity && valuesOf(json['@context']).some((each) => typeof each === 'string' && each.includes('www.w3.org/ns/activitystreams'));
  if (isActivity) return hasContext ? 1 : 'attributedTo' in json || 'actor' in json ? 0.9 : 0.5;
  return isObjectAddress(url) ? 0.4 : 0;
}

function asks({ guid, url }: PostFacts): Ask[] {
  const address = [guid, url].find(isObjectAddress);
  return address ? [askActivity(address)] : [];
}

/** Servers give a page to whoever does not ask for ActivityPub's kind of JSON (ActivityPub §3.2). */
function askActivity(url: string): Ask {
  return { url, accept: 'activity', credential: null };
}

/** Addresses that servers give to objects, and answer with JSON to whoever asks for it. */
function isObjectAddress(url: string | null): url is string {
  return /^\/(?:(?:ap\/)?users\/[^/]+\/statuses\/\w+|objects\/[0-9a-f-]{36}|notes\/\w+|object\/note\/\d+|@[^/]+\/\d{6,})\/?$/.test(
    addressOf(url)?.pathname ?? '',
  );
}

function read(document: PlatformDocument): Discussion | null {
  if (!isObject(document.json)) return null;
  const nodes = inReadingOrder<JsonObject>([document.json], heldBy);
  const objects = nodes.filter(
    (node) => typesOf(node).some((type) => OBJECTS.has(type)) && absoluteUrl(idOf(node.id)) !== null && saysSomething(node),
  );
  const isKnown = [OBJECTS, COLLECTIONS].some((types) => typesOf(document.json).some((type) => types.has(type)));
  if (objects.length === 0 && !(isKnown && recognise({ url: null, document }) >= 0.9)) return null;
  const roots = objects.filter((object) => parentOf(object) === null);
  const [root] = roots.length === 1 ? roots : [];
  return discussionOf({
    post: root ? messageOf(root) : null,
    comments: objects.filter((object) => object !== root).map(messageOf),
    isTimeline: !root,
    more: furtherReplies(nodes),
    // A server has the replies that reached it, and shows the public ones.
    isPart: true,
    count: root ? countOf(within(root.replies, 'totalItems')) : null,
  });
}

/** What a node holds: a carrier its object, a collection its items, an object its replies. A bare address is not held. */
function heldBy(node: JsonObject): JsonObject[] {
  const types = typesOf(node);
  if (types.some((type) => CARRIERS.has(type))) return objectsIn(node.object);
  if (types.some((type) => COLLECTIONS.has(type)))
    return [...objectsIn(node.items), ...objectsIn(node.orderedItems), ...objectsIn(node.first)];
  return types.some((type) => OBJECTS.has(type)) ? objectsIn(node.replies) : [];
}

function objectsIn(value: unknown): JsonObject[] {
  return valuesOf(value).filter(isObject);
}

/** One value or a list of them. */
function valuesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? listOf(value) : value === null || value === undefined ? [] : [value];
}

function typesOf(json: unknown): string[] {
  return valuesOf(within(json, 'type')).filter((type) => typeof type === 'string');
}

function saysSomething({ content, contentMap, name, summary }: JsonObject): boolean {
  return [content, name, summary].some((text) => textOf(text) !== null) || isObject(contentMap);
}

function messageOf(object: JsonObject): Found {
  const id = idOf(object.id) ?? '';
  const url = pageOf(object.url) ?? absoluteUrl(id);
  const publishedAt = instantOf(object.published);
  const updatedAt = instantOf(object.updated);
  return {
    guid: id,
    // Some give the page that a post is about as its `url`.
    aliases: [addressOf(url)?.host === addressOf(id)?.host ? url : null, textOf(object.atomUri)],
    url,
    title: textOf(object.name),
    author: authorOf(object),
    publishedAt,
    updatedAt: updatedAt?.getTime() === publishedAt?.getTime() ? null : updatedAt,
    markup: bodyOf(object, url),
    inReplyTo: parentOf(object),
    commentCount: countOf(within(object.replies, 'totalItems')),
    reactions: reactionsOf({ likes: within(object.likes, 'totalItems'), shares: within(object.shares, 'totalItems') }),
    language: Object.keys(objectOf(object.contentMap))[0] ?? textOf(within(object.language, 'identifier')),
  };
}

/** The page for people: of several links the one to HTML. */
function pageOf(value: unknown): string | null {
  const links = valuesOf(value);
  const page = links.find((link) => /^text\/html\b/.test(textOf(within(link, 'mediaType')) ?? '')) ?? links[0];
  return absoluteUrl(textOf(page) ?? textOf(within(page, 'href')));
}

/** The summary of a note is a content warning, which everyone sees; that of an article stands in for a body that is not there. */
function bodyOf(object: JsonObject, url: string | null): Markup {
  const content = textOf(object.content) ?? textOf(Object.values(objectOf(object.contentMap))[0]);
  const summary = textOf(object.summary);
  if (content === null) return html(summary, url);
  if (object.mediaType === 'text/markdown') return markdown(content, url);
  if (object.mediaType === 'text/plain') return { type: 'text', value: content, base: url };
  const warning = summary !== null && typesOf(object).includes('Note') ? `<p><strong>${escapeText(summary)}</strong></p>` : '';
  return html(warning + content, url);
}

function authorOf(object: JsonObject): Person | null {
  const authors = [...valuesOf(object.attributedTo), ...valuesOf(object.actor)];
  const author = authors.find((each) => typesOf(each).some((type) => ACTORS.has(type))) ?? authors[0];
  const url = textOf(author) ?? pageOf(within(author, 'url')) ?? idOf(within(author, 'id'));
  return personOf(textOf(within(author, 'name')) ?? textOf(within(author, 'preferredUsername')) ?? nameAt(url), url);
}

/** The name that an actor's address ends with: `/users/ann`, `/u/ann`, `/@ann`, `/profile/ann`, `/author/ann/`. A number is no name. */
function nameAt(url: string | null): string | null {
  const name = /\/(?:@|(?:users|u|profile|author|accounts|user|c|video-channels)\/)([^/@]+)\/?$/.exec(addressOf(url)?.pathname ?? '')?.[1];
  return name === undefined || /^(?:\d+|[0-9a-f]{24,})$/.test(name) ? null : decoded(name);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The first of what an object says that it answers. */
function parentOf(object: JsonObject): Reference | null {
  for (const value of [...valuesOf(object.inReplyTo), ...valuesOf(object.inReplyToAtomUri)]) {
    const ref = textOf(value) ?? idOf(within(value, 'id'));
    if (ref !== null) return { ref, url: absoluteUrl(ref) };
  }
  return null;
}

/** Replies that a document only names: pages of a collection, and single notes. */
function furtherReplies(nodes: readonly JsonObject[]): Ask[] {
  const named = nodes.flatMap((node) => {
    const types = typesOf(node);
    if (types.some((type) => OBJECTS.has(type))) return typeof node.replies === 'string' ? [node.replies] : [];
    if (!types.some((type) => COLLECTIONS.has(type))) return [];
    return [...valuesOf(node.items), ...valuesOf(node.orderedItems), node.first, node.next].filter((each) => typeof each === 'string');
  });
  return [...new Set(named.flatMap((url) => absoluteUrl(url) ?? []))].map(askActivity);
}
