/** A page of a blog with the comments under its post, read by the habits of its platform. */
import { commentPlaces, type CommentPlace, type PlaceHabits } from './comment-places.js';
import { authorIn, instantIn, readWords, textOf, wordsOf, type PageSource } from './comment-words.js';
import { instantWithin } from './page-dates.js';
import { attributeOf, firstMarked, pageElements, type PageElement } from './page-elements.js';
import type { Ask, Discussion, PlatformDocument, Reference } from './platform.js';
import { savedThread, type SavedMessage } from './saved-thread.js';
import type { Post } from './types.js';
import { absoluteUrl, canonicalUrl } from './urls.js';
import { fingerprint } from './identity.js';

/** A page as it lies before a reader. */
export interface Page extends PageSource {
  elements: readonly PageElement[];
}

/** Names of a message: the guid that the platform's feeds give it, where the page tells, and others. */
export interface Names {
  guid?: string | null;
  aliases: readonly string[];
}

export interface PageHabits extends PlaceHabits {
  /** The marks of the elements that hold a comment's words, the surest first. */
  body: readonly string[];
  /** What stands after `#` in the address of a comment. */
  fragment: (number: string) => string;
  /** What the page says of the site that all its names are made with; asked once, for it may take a look through the whole page. */
  site?: (page: Page) => string | null;
  /** How the comment is called elsewhere; `url` is its address. */
  names?: (number: string, url: string | null, site: string | null) => Names;
  /** How the post is called elsewhere. */
  postNames?: (page: Page, site: string | null) => Names;
  /** What else to ask, as the page says. */
  more?: (page: Page) => Ask[];
}

const POST_BODY = (
  'entry-content entry_content entry-body post-content post_content post-body postBody asset-content node-content field-name-body storycontent ' +
  'article-content post__content gh-content entry content'
).split(' ');
const POST_TITLE = 'entry-title entry-header post-title postTitle asset-name p-name'.split(' ');

/** Words before a link, or in it, that say that it leads to what is answered. */
const ANSWERING =
  /\b(?:repl(?:y|ied|ies) to|in reply|in response to|antwort(?:et)? auf|en réponse|réponse à|en respuesta|em resposta|in risposta|als antwoord|parent)\b/i;

/**
 * Reads a page.
 *
 * In: the document and the habits of its platform. Out: the post and its comments in the order of the page, links from other sites apart; null for a
 * page that marks no comments. A comment's parent is known by the markup: its level, the page's word for whom it answers ("in reply to"), or a link
 * to an earlier comment with which it begins. The form's empty foot and its preview are no comments. Never throws for a zone that exists.
 */
export function readCommentPage(document: PlatformDocument, habits: PageHabits): Discussion | null {
  const { text: html, timezone } = document;
  const elements = pageElements(html);
  const places = commentPlaces(elements, html.length, habits);
  const [first] = places;
  if (!first) return null;
  const page: Page = { html, elements, timezone, url: absoluteUrl(document.url) ?? addressOf(elements) };
  const site = habits.site?.(page) ?? null;
  const comments = places
    .filter(({ number, isPing }) => number !== null && !isPing)
    .map((place) => ({ place, message: messageOf(place, page, habits, site) }));
  hangByLinks(comments, page);
  const ids = new Map(comments.map(({ place, message }) => [place, message.id]));
  const messages = comments.map(({ place, message }) => ({ ...message, parentId: (place.parent && ids.get(place.parent)) ?? null }));
  const head = elements.filter((element) => element.start < first.start);
  const thread = savedThread(postOf(head, first.start, page, habits.postNames?.(page, site)), messages, page);
  return {
    post: thread.post,
    comments: thread.comments,
    references: places.flatMap((place) => (place.isPing ? referencesIn(place, page, habits) : [])),
    more: habits.more?.(page) ?? [],
    count: null,
    warnings: [],
  };
}

/** The discussion as one post and its comments, for what saves pages. */
export function threadOf({ post, comments }: Discussion): { post: Post; comments: Post[] } | null {
  return post && comments.length > 0 ? { post, comments } : null;
}

interface Found {
  place: CommentPlace;
  message: SavedMessage;
}

function messageOf(place: CommentPlace, page: Page, habits: PageHabits, site: string | null): SavedMessage {
  const number = place.number ?? '';
  const url = permalinkOf(place, page, habits.fragment(number));
  const { author, publishedAt, body } = readWords(place, habits.body, page);
  const names = habits.names?.(number, url, site);
  return {
    id: names?.guid ?? canonicalUrl(url) ?? `saved:${fingerprint(page.html.length, number)}`,
    aliases: [canonicalUrl(url), ...(names?.aliases ?? [])].filter((alias) => alias !== null),
    url,
    title: null,
    author,
    publishedAt,
    markup: { type: 'html', value: body, base: page.url },
    parentId: null,
  };
}

/** The address that the comment gives itself; a relative one says no more than the page's own address, and in a saved copy less. */
function permalinkOf({ elements, number }: CommentPlace, page: Page, fragment: string): string | null {
  const links = elements.flatMap(({ name, attributes }) =>
    name === 'a' && /^https?:\/\//i.test(attributes.href ?? '') ? (attributes.href ?? []) : [],
  );
  const own = elements[0]?.attributes.id;
  const link =
    links.find((href) => href.endsWith(`#${fragment}`) || (own !== undefined && href.endsWith(`#${own}`))) ??
    links.find((href) => isOwnLink(href, number));
  return absoluteUrl(link) ?? (page.url === null ? null : `${page.url.replace(/#.*$/, '')}#${fragment}`);
}

/** TypePad's `?cid=NUMBER#comment-6a00…`. */
function isOwnLink(href: string, number: string | null): boolean {
  return /#comment-6a0[0-9a-f]+$/.test(href) && (href.includes(`cid=${number}#`) || !href.includes('cid='));
}

/** Where levels tell nothing, a link in a comment may: the page's "in reply to X", or "@X" as the comment's first word. */
function hangByLinks(comments: readonly Found[], page: Page): void {
  const byAnchor = new Map<string, CommentPlace>();
  for (const { place, message } of comments) {
    if (place.parent === undefined && place.named === undefined && place.depth === 1)
      place.parent = linkedIn(place, message, byAnchor, page);
    for (const element of place.elements)
      if (element.attributes.id?.endsWith(place.number ?? '\0')) byAnchor.set(element.attributes.id, place);
    const fragment = /#(.+)$/.exec(message.url ?? '')?.[1];
    if (fragment) byAnchor.set(fragment, place);
  }
}

function linkedIn(
  place: CommentPlace,
  message: SavedMessage,
  byAnchor: ReadonlyMap<string, CommentPlace>,
  page: Page,
): CommentPlace | undefined {
  if (byAnchor.size === 0) return undefined;
  const opening = /^(?:\s|<p>|<br ?\/?>|<div>|<span[^<>]{0,200}>|@)*(<a\s.{10,40})/s.exec(message.markup.value)?.[1];
  for (const link of place.elements) {
    const anchor = link.name === 'a' ? /#([\w-]+)$/.exec(link.attributes.href ?? '')?.[1] : undefined;
    const target = anchor === undefined ? undefined : byAnchor.get(anchor);
    if (!target || target === place) continue;
    const before = page.html
      .slice(Math.max(place.start, link.start - 120), link.end)
      .replace(/<[^<>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    if (ANSWERING.test(before)) return target;
    if (opening !== undefined && page.html.startsWith(opening, link.start)) return target;
  }
  return undefined;
}

function referencesIn(place: CommentPlace, page: Page, habits: PageHabits): Reference[] {
  const { elements, end } = place;
  const link = elements.find(
    ({ name, attributes }) => name === 'a' && /^https?:\/\//i.test(attributes.href ?? '') && !isHere(attributes.href, page.url),
  );
  const url = absoluteUrl(link?.attributes.href);
  if (!link || url === null) return [];
  const { body, publishedAt } = readWords(place, habits.body, page);
  const excerpt = body
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return [{ url, title: textOf(link, page.html, end) || null, excerpt: excerpt || null, publishedAt }];
}

function isHere(href: string | undefined, url: string | null): boolean {
  return url !== null && (canonicalUrl(href)?.startsWith(`${canonicalUrl(url) ?? '\0'}#`) ?? false);
}

function postOf(head: readonly PageElement[], end: number, page: Page, names: Names | undefined): SavedMessage {
  const { html, url } = page;
  const body = firstMarked(head, POST_BODY);
  const entry = head.findIndex(({ marks }) => ['hentry', 'type-post', 'post', 'entry'].some((mark) => marks.has(mark)));
  const about = head.slice(Math.max(0, entry));
  const around = body ? about.filter(({ start }) => start < body.start || start >= body.end) : about;
  const heading = firstMarked(head, POST_TITLE) ?? head.find(({ name }) => name === 'title');
  const dated = attributeOf(head, 'meta', 'content', ({ attributes }) => attributes.property === 'article:published_time');
  return {
    id: names?.guid ?? url,
    aliases: [...(url === null ? [] : [url]), ...(names?.aliases ?? [])],
    url,
    title: heading ? textOf(heading, html, end) : null,
    author: authorIn(about, around, page, end),
    publishedAt: typepadInstant(head, page, end) ?? instantWithin(dated ?? '', page.timezone) ?? instantIn(around, page, end),
    markup: { type: 'html', value: body ? wordsOf(body, head, html, end) : '', base: url },
    parentId: null,
  };
}

/** TypePad parts the day, above the post, from the time, below it. */
function typepadInstant(head: readonly PageElement[], { html, timezone }: Page, end: number): Date | null {
  const day = head.findLast(({ marks }) => marks.has('date-header'));
  const foot = head.findLast(({ marks }) => marks.has('post-footers') || marks.has('entry-footer'));
  const time = foot ? /\bat (\d{1,2}:\d{2} [AP]M)/.exec(textOf(foot, html, end))?.[1] : undefined;
  return day && time ? instantWithin(`${textOf(day, html, end)} ${time}`, timezone) : null;
}

/** The page's word for where it is. */
function addressOf(elements: readonly PageElement[]): string | null {
  const canonical = attributeOf(elements, 'link', 'href', ({ attributes }) => /\bcanonical\b/i.test(attributes.rel ?? ''));
  const graph = attributeOf(elements, 'meta', 'content', ({ attributes }) => attributes.property === 'og:url');
  const comment = attributeOf(elements, 'a', 'href', ({ attributes }) => /^https?:.*#comment-\w+$/.test(attributes.href ?? ''));
  const permalink = attributeOf(
    elements,
    'a',
    'href',
    ({ marks, attributes }) => marks.has('permalink') && /^https?:/.test(attributes.href ?? ''),
  );
  return absolute(canonical) ?? absolute(graph) ?? absolute(permalink) ?? absoluteUrl(comment?.replace(/(?:\?cid=[^#]*)?#.*$/, ''));
}

function absolute(href: string | null): string | null {
  return href !== null && /^https?:\/\//i.test(href) ? (absoluteUrl(href)?.replace(/#.*$/, '') ?? null) : null;
}
