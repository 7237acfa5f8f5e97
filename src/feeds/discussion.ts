/** What a reader found in a platform's document becomes a discussion; and the small things that these readers share. */
import { Buffer } from 'node:buffer';
import { decodeHTML } from 'entities';
import { type Message, postFrom } from './comment.js';
import { cleanHtml, plainText } from './html.js';
import { escapeText } from './html-writer.js';
import { countOf, isObject } from './json.js';
import type { Ask, Discussion, PlatformDocument } from './platform.js';
import { contentHash } from './posts.js';
import type { Markup, Person, Post, Reactions } from './types.js';
import { absoluteUrl, canonicalUrl } from './urls.js';

/** A message as found. What its platform does not say is left out; `inReplyTo` is known by an id, unless `replyBasis` says otherwise. */
export type Found = Pick<Message, 'guid' | 'url' | 'author' | 'publishedAt' | 'markup'> &
  Partial<Omit<Message, 'kind' | 'aliases'>> & { aliases?: readonly (string | null)[] };

/** What was found in a document. */
export interface Findings extends Partial<Omit<Discussion, 'post' | 'comments'>> {
  post?: Found | null;
  /** In the order of the document. */
  comments: readonly Found[];
  /** True where messages that answer nothing are posts of their own, as in an account's timeline. Elsewhere all are comments. */
  isTimeline?: boolean;
}

/**
 * The discussion that a document holds.
 *
 * In: its messages. Out: safe posts, in the order of the document. What the document holds twice is there once, as it stands first.
 */
export function discussionOf({ post = null, comments, isTimeline = false, ...rest }: Findings): Discussion {
  const seen = new Set(post ? [post.guid] : []);
  const distinct = comments.filter(({ guid }) => !seen.has(guid) && seen.add(guid));
  return {
    post: post && postFrom(messageOf(post, 'post'), 0),
    comments: distinct.map((each, index) => postFrom(messageOf(each, isTimeline && !each.inReplyTo ? 'post' : 'comment'), index + 1)),
    references: rest.references ?? [],
    more: rest.more ?? [],
    count: rest.count ?? null,
    ...(rest.isPart ? { isPart: true } : {}),
    ...(rest.followers === undefined ? {} : { followers: rest.followers }),
    warnings: rest.warnings ?? [],
  };
}

function messageOf(found: Found, kind: Message['kind']): Message {
  const { title = null, updatedAt = null, inReplyTo = null, replyBasis = 'explicit', aliases = [] } = found;
  const names = aliases.filter((alias) => alias !== null);
  return { ...found, kind, title, updatedAt, inReplyTo, aliases: names, replyBasis: inReplyTo ? replyBasis : null };
}

/**
 * A post of a feed, with what its platform knows better.
 *
 * In: the post, what is different, and the body as markup where that is. Out: the post with all that follows from it.
 */
export function reread(post: Post, changes: Partial<Omit<Post, 'html' | 'text' | 'links'>>, markup: Markup | null = null): Post {
  const body = markup === null ? post : cleanHtml(markup);
  const changed = { ...post, ...changes, html: body.html, text: body.text, links: body.links };
  return { ...changed, urlKey: canonicalUrl(changed.url), contentHash: contentHash(changed.kind, changed.title, body) };
}

/**
 * A body without the link at its end that some feeds add, alone or in a paragraph of its own: to the discussion, to the whole topic.
 * @param isAdded whether the address of that link is such a one
 */
export function withoutLastLink(body: string, isAdded: (href: string) => boolean): string {
  const end = body.trimEnd();
  const start = end.endsWith('</p>') ? end.lastIndexOf('<p>') : end.lastIndexOf('<a ');
  const href = start < 0 ? undefined : /^(?:<p>\s*)?<a href="([^"]*)"[^>]*>[^<]*<\/a>\s*(?:<\/p>)?$/.exec(end.slice(start))?.[1];
  return href !== undefined && isAdded(decodeHTML(href)) ? end.slice(0, start) : body;
}

/** Markup of a platform; `base` is what its relative links are relative to. */
export function html(value: string | null, base: string | null = null): Markup {
  return { type: 'html', value: value ?? '', base };
}

/** A paragraph of markup that is a link: what a post that only points elsewhere says. */
export function linkTo(url: string | null): string {
  return url === null ? '' : `<p><a href="${escapeText(url)}">${escapeText(url)}</a></p>`;
}

/** Words that are no markup. */
export function words(value: string | null): Markup {
  return { type: 'text', value: value ?? '', base: null };
}

/** The words of a name or title that is written as markup, on one line. */
export function lineOf(markup: string | null): string | null {
  return markup === null ? null : plainText(html(markup)) || null;
}

/** A person: null where there is neither a name nor a page. The name is one line. */
export function personOf(name: string | null, url: string | null = null, base: string | null = null): Person | null {
  const shown = (name !== null && plainText(words(name))) || null;
  const page = absoluteUrl(url, base);
  return shown === null && page === null ? null : { name: shown, url: page };
}

/** What a platform counts of a message, as it writes the numbers; null where it gives none of them. */
export function reactionsOf(said: Partial<Record<keyof Reactions, unknown>>): Reactions | null {
  const reactions = { likes: countOf(said.likes), shares: countOf(said.shares), views: countOf(said.views) };
  return Object.values(reactions).some((count) => count !== null) ? reactions : null;
}

/**
 * A tree as a list, each node before its children.
 *
 * In: the roots, and what hangs on a node. Out: all nodes in reading order. Without recursion: no tree of others is too deep for it.
 */
export function inReadingOrder<Node>(roots: readonly Node[], childrenOf: (node: Node) => readonly Node[]): Node[] {
  const nodes: Node[] = [];
  const open = [...roots].reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    nodes.push(next);
    const children = childrenOf(next);
    for (let index = children.length - 1; index >= 0; index--) open.push(children[index] as Node);
  }
  return nodes;
}

/** A text as one part of an address. What is no text in Unicode (half a character) does not throw, as it would in `encodeURIComponent`. */
export function urlPart(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

/** What lies at a path of names; undefined where the way ends before. */
export function within(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((place, name) => (isObject(place) ? place[name] : undefined), value);
}

/** An address to ask for JSON. */
export function askJson(url: string, credential: Ask['credential'] = null): Ask {
  return { url, accept: 'json', credential };
}

/** The parts of a web address; null for what is none. */
export function addressOf(url: string | null | undefined): URL | null {
  return url && /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url) : null;
}

/** Where a document was, as parts; null for a saved one. */
export function placeOf(document: PlatformDocument): URL | null {
  return addressOf(document.url);
}

/** An address with one parameter set to another value: the next page of a list. */
export function withParameter(url: string, name: string, value: string): string | null {
  const address = addressOf(url);
  address?.searchParams.set(name, value);
  return address?.href ?? null;
}
