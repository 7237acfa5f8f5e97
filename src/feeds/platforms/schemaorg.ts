/** Any page that says by schema.org what is posted and who comments: JSON-LD or microdata. Reference: Google's "Discussion forum" guidance. */
import { discussionOf as discussionFrom, personOf, type Found } from '../discussion.js';
import { fingerprint } from '../identity.js';
import { countOf, isObject } from '../json.js';
import { instantWithin } from '../page-dates.js';
import { attributeOf, pageElements } from '../page-elements.js';
import type { Discussion, Platform, PlatformDocument } from '../platform.js';
import { isNode, jsonLdOf, microdataOf, nodesFrom, type SchemaNode, type SchemaValue } from '../schema-items.js';
import type { Markup, Person } from '../types.js';
import { absoluteUrl, canonicalUrl } from '../urls.js';

const POSTINGS = new Set(
  'BlogPosting Article NewsArticle SocialMediaPosting DiscussionForumPosting LiveBlogPosting Question WebPage CreativeWork ImageObject VideoObject'.split(
    ' ',
  ),
);
const COMMENTS = new Set('Comment Answer CorrectionComment UserComments'.split(' '));
/** Where comments hang: `comment`, and what Question has instead. */
const HOLDERS = ['comment', 'comments', 'acceptedAnswer', 'suggestedAnswer', 'answer', 'review'];

export const schemaorg: Platform = {
  name: 'schemaorg',
  label: 'schema.org',
  offers:
    'The comments that a page describes to search engines, with parents where they are nested or name one. Often not all that the page shows.',
  credential: null,
  rate: null,
  recognise: ({ document }) => {
    if (!document) return 0;
    if (document.json !== undefined)
      return isObject(document.json) && JSON.stringify(document.json['@context'] ?? null).includes('schema.org') ? 0.6 : 0;
    return /"@type"\s*:\s*\[?\s*"(?:schema:|https?:\/\/schema\.org\/)?(?:Comment|Answer|DiscussionForumPosting)"|schema\.org\/(?:Comment|UserComments|Answer|DiscussionForumPosting)\b/.test(
      document.text,
    )
      ? 0.5
      : 0;
  },
  asks: ({ url }) => (absoluteUrl(url) === null ? [] : [{ url: (url ?? '').replace(/#.*$/, ''), accept: 'html', credential: null }]),
  read: readSchema,
};

interface Source {
  base: string | null;
  timezone: string;
}

function readSchema(document: PlatformDocument): Discussion | null {
  const elements = document.json === undefined ? pageElements(document.text) : [];
  const linked = document.json === undefined ? jsonLdOf(elements, document.text) : nodesFrom(document.json);
  const base =
    absoluteUrl(document.url) ?? absoluteUrl(attributeOf(elements, 'link', 'href', ({ attributes }) => attributes.rel === 'canonical'));
  const source: Source = { base, timezone: document.timezone };
  return discussionOf(linked, source) ?? discussionOf(microdataOf(elements, document.text), source);
}

interface Held {
  node: SchemaNode;
  parent: SchemaNode;
}

function discussionOf(tops: readonly SchemaNode[], source: Source): Discussion | null {
  const byId = new Map(tops.flatMap((node) => (node.id === null ? [] : [[node.id, node] as const])));
  const posting = postingOf(tops);
  if (!posting) return null;
  const found = commentsUnder(posting, byId);
  // In a flat list each comment stands alone, and `parentItem` says what it answers.
  const seen = new Set(found.map(({ node }) => node));
  for (const node of tops) if (isComment(node) && !seen.has(node)) found.push(...[{ node, parent: posting }, ...commentsUnder(node, byId)]);
  if (found.length === 0) return null;
  const post = toPost(posting, source);
  const guids = new Map<SchemaNode, string>([[posting, post.guid]]);
  for (const { node } of found) guids.set(node, guidOf(node, source));
  const byName = new Map([...guids].flatMap(([node, guid]) => (node.id === null ? [] : [[node.id, guid] as const])));
  const comments = found.map((each) => toComment(each, guids, byName, post, source));
  return discussionFrom({ post, comments, count: countOf(textOf(posting.properties.get('commentCount')?.[0])) });
}

/** The thing that is discussed: the first that has comments, as itself or as the subject of the page. */
function postingOf(tops: readonly SchemaNode[]): SchemaNode | undefined {
  const inner = tops.flatMap((node) =>
    ['mainEntity', 'mainEntityOfPage', 'blogPost', 'hasPart'].flatMap((name) => (node.properties.get(name) ?? []).filter(isNode)),
  );
  const postings = [...tops, ...inner].filter(({ types }) => types.some((type) => POSTINGS.has(type)));
  const named = postings.find((node) => HOLDERS.some((name) => node.properties.has(name)));
  return named ?? (tops.some(isComment) ? postings[0] : undefined);
}

function isComment({ types }: SchemaNode): boolean {
  return types.some((type) => COMMENTS.has(type));
}

function commentsUnder(root: SchemaNode, byId: ReadonlyMap<string, SchemaNode>): Held[] {
  const found: Held[] = [];
  const seen = new Set<SchemaNode>([root]);
  const open: Held[] = [{ node: root, parent: root }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.node !== root) found.push(next);
    const { node } = next;
    const values = HOLDERS.flatMap((name) => node.properties.get(name) ?? []).filter(isNode);
    // An accepted answer is often a suggested one too.
    const below = [...new Set(values.map((each) => resolved(each, byId)))].filter((each) => isComment(each) && !seen.has(each));
    for (const each of below) seen.add(each);
    for (const each of below.toReversed()) open.push({ node: each, parent: node });
  }
  return found;
}

/** A node that only names another of the graph is that other. */
function resolved(node: SchemaNode, byId: ReadonlyMap<string, SchemaNode>): SchemaNode {
  return node.properties.size === 0 && node.id !== null ? (byId.get(node.id) ?? node) : node;
}

function textOf(value: SchemaValue | undefined): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return value.trim() || null;
  return isNode(value) ? value.id : value.html;
}

function said({ properties }: SchemaNode, ...names: string[]): SchemaValue | undefined {
  return names.flatMap((name) => properties.get(name) ?? [])[0];
}

function urlOf(node: SchemaNode, { base }: Source): string | null {
  return absoluteUrl(textOf(said(node, 'url', 'mainEntityOfPage')), base) ?? absoluteUrl(node.id, base);
}

function guidOf(node: SchemaNode, source: Source): string {
  const url = urlOf(node, source);
  // Comments whose address is the page's own tell themselves apart by their words alone.
  if (url !== null && canonicalUrl(url) !== canonicalUrl(source.base)) return canonicalUrl(url) ?? url;
  if (node.id?.includes('#')) return node.id;
  const identifier = textOf(said(node, 'identifier'));
  return `saved:${fingerprint(source.base, identifier, authorOf(node, source)?.name, textOf(said(node, 'datePublished', 'dateCreated', 'commentTime')), markupOf(node, source).value)}`;
}

function authorOf(node: SchemaNode, { base }: Source): Person | null {
  const author = said(node, 'author', 'creator');
  if (author === undefined) return null;
  if (!isNode(author)) return personOf(textOf(author));
  return personOf(textOf(said(author, 'name', 'alternateName')), textOf(said(author, 'url', 'sameAs')) ?? author.id, base);
}

function markupOf(node: SchemaNode, { base }: Source): Markup {
  const words = said(node, 'text', 'articleBody', 'commentText', 'reviewBody', 'description');
  if (typeof words === 'object' && 'html' in words) return { type: 'html', value: words.html, base };
  const value = textOf(words) ?? '';
  return { type: /<\/?(?:p|br|a|div|em|strong|b|i|blockquote)\b[^<>]*>/i.test(value) ? 'html' : 'text', value, base };
}

function instantOf(node: SchemaNode, { timezone }: Source, ...names: string[]): Date | null {
  const text = textOf(said(node, ...names));
  return text === null ? null : instantWithin(text, timezone);
}

function toPost(node: SchemaNode, source: Source): Found {
  const url = urlOf(node, source) ?? source.base;
  return {
    guid: source.base ?? url ?? guidOf(node, source),
    aliases: [url],
    url: source.base ?? url,
    title: textOf(said(node, 'headline', 'name')),
    author: authorOf(node, source),
    publishedAt: instantOf(node, source, 'datePublished', 'dateCreated'),
    updatedAt: instantOf(node, source, 'dateModified'),
    markup: markupOf(node, source),
  };
}

function toComment(
  { node, parent }: Held,
  guids: ReadonlyMap<SchemaNode, string>,
  byName: ReadonlyMap<string, string>,
  post: Found,
  source: Source,
): Found {
  const item = said(node, 'parentItem');
  const named = item === undefined ? null : isNode(item) ? (item.id ?? urlOf(item, source)) : textOf(item);
  const ref =
    (named === null ? null : (byName.get(named) ?? canonicalUrl(absoluteUrl(named, source.base)))) ?? guids.get(parent) ?? post.guid;
  const url = urlOf(node, source);
  const isOwn = url !== null && canonicalUrl(url) !== canonicalUrl(post.url);
  return {
    guid: guids.get(node) ?? guidOf(node, source),
    url: isOwn ? url : null,
    author: authorOf(node, source),
    publishedAt: instantOf(node, source, 'datePublished', 'dateCreated', 'commentTime'),
    updatedAt: instantOf(node, source, 'dateModified'),
    markup: markupOf(node, source),
    inReplyTo: ref === canonicalUrl(post.url) ? { ref: post.guid, url: post.url } : { ref, url: null },
    replyBasis: named === null ? 'markup' : 'explicit',
  };
}
