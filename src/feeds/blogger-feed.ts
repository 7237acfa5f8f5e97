/** Blogger's comment feeds, as Atom or as the same in JSON (`?alt=json`), and the comments of its API v3. */
import { askJson, discussionOf, html, personOf, withParameter, type Found } from './discussion.js';
import { readDate } from './dates.js';
import { countOf, idOf, isObject, objectOf, objectsOf, textOf, type JsonObject } from './json.js';
import type { Ask, Discussion, PlatformDocument } from './platform.js';
import type { Markup, Person, Reference } from './types.js';
import { absoluteUrl } from './urls.js';
import { all, childText, first, readXml, type XmlTree } from './xml-lite.js';

/** An entry of either form. */
interface CommentEntry {
  id: string | null;
  published: string | null;
  updated: string | null;
  content: Markup;
  links: { rel: string; href: string }[];
  author: Person | null;
  answered: Reference | null;
}

/** True for a feed of comments; a feed of posts is left to the reader of feeds. */
export function isBloggerFeed({ json, text }: PlatformDocument): boolean {
  if (json !== undefined)
    return (
      (textOf(objectOf(objectOf(objectOf(json).feed).id).$t) ?? '').endsWith('.comments') ||
      entriesIn(json).some((entry) => isObject(entry['thr$in-reply-to']))
    );
  return (
    /<id>tag:blogger\.com,1999:blog-[^<]*\.comments<\/id>/.test(text) ||
    (text.includes('tag:blogger.com,1999:blog-') && /<thr:in-reply-to\b/.test(text))
  );
}

/**
 * A comment feed. A comment answers the comment that its `rel="related"` link leads to (threaded blogs), else the post of its `thr:in-reply-to`. Its id
 * is the one that posts and pages give too.
 */
export function readBloggerFeed(document: PlatformDocument): Discussion {
  const { json, text, url } = document;
  const feed = json === undefined ? first(readXml(text), 'feed') : undefined;
  const entries = json === undefined ? all(feed, 'entry').map(fromXml) : entriesIn(json).map(fromJson);
  const comments = entries.flatMap((entry) => commentOf(entry) ?? []);
  const said = (name: string) =>
    json === undefined
      ? countOf(childText(feed, `openSearch:${name}`))
      : countOf(objectOf(objectOf(objectOf(json).feed)[`openSearch$${name}`]).$t);
  const total = said('totalResults');
  const next = (said('startIndex') ?? 1) + entries.length;
  const more = total !== null && entries.length > 0 && next <= total ? nextPage(url, next) : [];
  return discussionOf({ comments, more, count: total });
}

function nextPage(url: string | null, start: number): Ask[] {
  const next = url === null ? null : withParameter(url, 'start-index', String(start));
  if (next === null) return [];
  return /[?&]alt=json\b/.test(next) ? [askJson(next)] : [{ url: next, accept: 'feed', credential: null }];
}

function entriesIn(json: unknown): JsonObject[] {
  return objectsOf(objectOf(objectOf(json).feed).entry);
}

function fromJson(entry: JsonObject): CommentEntry {
  const said = (name: string) => textOf(objectOf(entry[name]).$t);
  const [author] = objectsOf(entry.author);
  const answered = objectOf(entry['thr$in-reply-to']);
  return {
    id: said('id'),
    published: said('published'),
    updated: said('updated'),
    content: {
      type: objectOf(entry.content).type === 'text' ? 'text' : 'html',
      value: said('content') ?? said('summary') ?? '',
      base: null,
    },
    links: objectsOf(entry.link).flatMap(({ rel, href }) => (typeof rel === 'string' && typeof href === 'string' ? [{ rel, href }] : [])),
    author: personOf(textOf(objectOf(author?.name).$t), textOf(objectOf(author?.uri).$t)),
    answered: referenceOf(textOf(answered.ref), textOf(answered.href)),
  };
}

function fromXml(entry: XmlTree): CommentEntry {
  const content = first(entry, 'content') ?? first(entry, 'summary');
  const author = first(entry, 'author');
  const answered = first(entry, 'thr:in-reply-to')?.attributes;
  return {
    id: childText(entry, 'id'),
    published: childText(entry, 'published'),
    updated: childText(entry, 'updated'),
    content: { type: content?.attributes.type === 'text' ? 'text' : 'html', value: content?.text ?? '', base: null },
    links: all(entry, 'link').map(({ attributes }) => ({ rel: attributes.rel ?? 'alternate', href: attributes.href ?? '' })),
    author: personOf(childText(author, 'name'), childText(author, 'uri')),
    answered: referenceOf(answered?.ref ?? null, answered?.href ?? null),
  };
}

function referenceOf(ref: string | null, href: string | null): Reference | null {
  return ref === null && href === null ? null : { ref, url: absoluteUrl(href) };
}

function commentOf({ id, published, updated, content, links, author, answered }: CommentEntry): Found | null {
  if (id === null || answered === null) return null;
  const url = absoluteUrl(links.find(({ rel }) => rel === 'alternate')?.href);
  const publishedAt = readDate(published);
  const updatedAt = readDate(updated);
  return {
    guid: id,
    url,
    author,
    publishedAt,
    updatedAt: updatedAt?.getTime() === publishedAt?.getTime() ? null : updatedAt,
    markup: { ...content, base: url },
    inReplyTo: parentAmong(id, links) ?? answered,
  };
}

/** The comment that a comment answers, where its blog is threaded: its `rel="related"` link leads to the entry of that comment. */
export function parentAmong(id: string, links: readonly { rel: string; href: string }[]): Reference | null {
  const [, blog, own] = /^tag:blogger\.com,1999:blog-(\d+)\.post-(\d+)$/.exec(id) ?? [];
  if (blog === undefined) return null;
  for (const { rel, href } of links) {
    const parent = rel === 'related' ? /\/comments\/default\/(\d+)(?:[?#]|$)/.exec(href)?.[1] : undefined;
    if (parent !== undefined && parent !== own) return { ref: `tag:blogger.com,1999:blog-${blog}.post-${parent}`, url: null };
  }
  return null;
}

/** The API's list of comments: `inReplyTo.id` is there for an answer to a comment only. */
export function readBloggerApi({ json }: PlatformDocument): Discussion {
  const comments = objectsOf(objectOf(json).items).flatMap((item): Found[] => {
    const blog = idOf(objectOf(item.blog).id) ?? '0';
    const tag = (number: string | null) => (number === null ? null : `tag:blogger.com,1999:blog-${blog}.post-${number}`);
    const guid = tag(idOf(item.id));
    if (guid === null || (item.status !== undefined && item.status !== 'live')) return [];
    const author = objectOf(item.author);
    const answered = tag(idOf(objectOf(item.inReplyTo).id) ?? idOf(objectOf(item.post).id));
    return [
      {
        guid,
        url: null,
        author: personOf(textOf(author.displayName), textOf(author.url)),
        publishedAt: readDate(textOf(item.published)),
        markup: html(textOf(item.content)),
        inReplyTo: answered === null ? null : { ref: answered, url: null },
      },
    ];
  });
  return discussionOf({ comments });
}
