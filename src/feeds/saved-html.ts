/** A saved blog page: its post, and the comments under it. Read by the habits of WordPress and TypePad, which most blogs of that time share. */
import { cleanHtml, plainText } from './html.js';
import { fingerprint } from './identity.js';
import { pageElements, type PageElement } from './page-elements.js';
import { readFooter, readSavedText } from './saved-text.js';
import { instantOnPage, savedThread, type SavedMessage, type SavedPage, type SavedThread } from './saved-thread.js';
import type { Person } from './types.js';
import { absoluteUrl, canonicalUrl } from './urls.js';

/** The element of one comment: `comment-137`, and the wrappers that themes put around or into it. */
const COMMENT_ID = /^(?:li-|div-)?comment-(6a0[0-9a-f]+|\d+)$/;

/** Where a comment's words lie, the surest first. */
const COMMENT_BODY =
  'comment-content comment_content comment-text comment_text commenttext comment-entry entry-content content comment-body commentbody'.split(
    ' ',
  );
const POST_BODY = 'entry-content entry-body post-content post-body postBody entry content'.split(' ');
const POST_TITLE = 'entry-title entry-header post-title postTitle p-name'.split(' ');
const DATE_MARKS = 'comment-meta commentmetadata commentMetadata comment-date comment-time comment-info metainfo entry-date date'.split(
  ' ',
);

/** Parts of a body that are the page's words about it, and not the author's. */
const ABOUT = new Set(
  'comment-author vcard comment-meta commentmetadata commentMetadata comment-footer comment-actions reply comment-reply-link children fn avatar metainfo metaGutter says entry-footer entry-meta entry-header entry-title postTop sharedaddy'.split(
    ' ',
  ),
);

interface CommentPlace {
  number: string;
  depth: number;
  /** The innermost of the elements that bear its number. */
  inner: PageElement;
  /** Its elements: from its own to the next comment's. */
  elements: PageElement[];
  /** Where the next comment begins in the source. */
  end: number;
}

/**
 * Reads a saved page of a blog.
 *
 * In: its HTML, where it was, and the zone of its times. Out: the post and its comments in the order of the page; null for what is no page
 * with comments.
 * A comment is an element whose id says so (`comment-137`); it reaches to the next one, whatever is open in between. Its parent is the last comment one
 * level up (`depth-N`), which holds where nesting is broken. TypePad's foot `Posted by: NAME | DATE` gives name and time; elsewhere
 * `fn` or `cite` and `time` or `abbr`. The form's empty foot and its preview are no comments. A page that marks no comments is read as text.
 * @throws RangeError for a zone that does not exist
 */
export function readSavedHtml(html: string, page: SavedPage): SavedThread | null {
  const elements = pageElements(html);
  const places = commentPlaces(elements, html.length);
  const first = places[0]?.elements[0];
  if (!first)
    return /<(?:html|body|p|div|br)\b/i.test(html)
      ? readSavedText(cleanHtml({ type: 'html', value: html, base: page.url }).text, page)
      : null;

  const url = page.url ?? addressOf(elements);
  const source: Source = { html, page: { ...page, url } };
  const comments = places.map((place) => readComment(place, source));
  const parents = parentsOf(places);
  const messages = comments.flatMap((comment, index) =>
    comment ? [{ ...comment, parentId: comments[parents[index] ?? -1]?.id ?? null }] : [],
  );
  const head = elements.filter((element) => element.start < first.start);
  return messages.length > 0 ? savedThread(readPost(head, first.start, source), messages, source.page) : null;
}

interface Source {
  html: string;
  page: SavedPage;
}

function commentPlaces(elements: PageElement[], length: number): CommentPlace[] {
  const places: CommentPlace[] = [];
  const byNumber = new Map<string, CommentPlace>();
  for (const element of elements) {
    const number = COMMENT_ID.exec(element.attributes.id ?? '')?.[1];
    const last = places.at(-1);
    if (number !== undefined && !byNumber.has(number)) {
      if (last) last.end = element.start;
      const place = { number, depth: 1, inner: element, elements: [element], end: length };
      byNumber.set(number, place);
      places.push(place);
    } else last?.elements.push(element);
    const place = places.at(-1);
    if (place && number === place.number) {
      place.depth = Math.max(place.depth, depthOf(element));
      place.inner = element;
    }
  }
  return places;
}

function depthOf({ marks }: PageElement): number {
  for (const mark of marks) if (/^depth-\d{1,3}$/.test(mark)) return Number(mark.slice('depth-'.length));
  return 1;
}

/** For each comment the place of the last one that is one level up; undefined where it stands under the post. */
function parentsOf(places: readonly CommentPlace[]): (number | undefined)[] {
  const lastAt: number[] = [];
  return places.map(({ depth }, index) => {
    lastAt.length = Math.min(lastAt.length, depth);
    const parent = depth > 1 ? lastAt[depth - 1] : undefined;
    lastAt[depth] = index;
    return parent;
  });
}

function readComment(place: CommentPlace, source: Source): SavedMessage | null {
  const { elements, number } = place;
  const own = elements[0];
  const body = firstOf(elements, COMMENT_BODY) ?? place.inner;
  if (!own) return null;
  const { html, page } = source;
  const permalink =
    elements.find(({ name, attributes }) => name === 'a' && attributes.href?.endsWith(`#${own.attributes.id ?? ''}`)) ??
    elements.findLast(({ name, attributes }) => name === 'a' && /#comment-\w+$/.test(attributes.href ?? ''));
  const url =
    absoluteUrl(permalink?.attributes.href, page.url) ?? (page.url === null ? null : `${page.url.replace(/#.*$/, '')}#comment-${number}`);
  const foot = elements.find(({ marks }) => marks.has('comment-footer'));
  const signed = foot ? readFooter(textOf(foot, html, place.end), page.timezone) : null;
  const author = signed ? footAuthor(signed.name, elements, foot, source) : authorIn(elements, source, place.end);
  return {
    id: canonicalUrl(url) ?? `saved:${fingerprint(html.length, number)}`,
    url,
    title: null,
    author,
    publishedAt: signed?.date ?? instantIn(elements, source, place.end),
    markup: { type: 'html', value: wordsOf(body, html, place.end), base: page.url },
    parentId: null,
  };
}

function footAuthor(name: string, elements: readonly PageElement[], foot: PageElement | undefined, { html, page }: Source): Person | null {
  if (name === '') return null;
  const link = elements.find(
    (element) => element.name === 'a' && element.start > (foot?.start ?? 0) && textOf(element, html, element.end) === name,
  );
  return { name, url: absoluteUrl(link?.attributes.href, page.url) };
}

function authorIn(elements: readonly PageElement[], { html, page }: Source, end: number): Person | null {
  const named =
    elements.find(({ marks }) => marks.has('fn')) ??
    elements.find(({ name }) => name === 'cite') ??
    elements.find(({ name, marks, attributes }) => name === 'a' && (marks.has('url') || /\bauthor\b/.test(attributes.rel ?? '')));
  const name = named ? textOf(named, html, end) : '';
  if (!named || name === '') return null;
  const link = elements.find((element) => element.name === 'a' && element.start >= named.start && element.end <= named.end);
  return { name, url: absoluteUrl(link?.attributes.href, page.url) };
}

function instantIn(elements: readonly PageElement[], { html, page }: Source, end: number): Date | null {
  const read = (text: string | undefined): Date | null => (text ? instantOnPage(text, page.timezone) : null);
  for (const { name, attributes } of elements) {
    const date = name === 'time' ? read(attributes.datetime) : name === 'abbr' ? read(attributes.title) : null;
    if (date) return date;
  }
  for (const element of elements) {
    if (!DATE_MARKS.some((mark) => element.marks.has(mark)) && !/#comment-\w+$/.test(element.attributes.href ?? '')) continue;
    const date = read(textOf(element, html, end));
    if (date) return date;
  }
  return null;
}

function readPost(head: PageElement[], end: number, source: Source): SavedMessage {
  const { html, page } = source;
  const body = firstOf(head, POST_BODY);
  const about = head.slice(
    Math.max(
      0,
      head.findIndex(({ marks }) => ['hentry', 'type-post', 'post', 'entry'].some((mark) => marks.has(mark))),
    ),
  );
  const heading = firstOf(head, POST_TITLE) ?? head.find(({ name }) => name === 'title');
  return {
    id: page.url,
    url: page.url,
    title: heading ? textOf(heading, html, end) : null,
    author: authorIn(about, source, end),
    publishedAt: typepadInstant(head, source, end) ?? instantIn(about, source, end),
    markup: { type: 'html', value: body ? wordsOf(body, html, end) : '', base: page.url },
    parentId: null,
  };
}

/** TypePad parts the day, above the post, from the time, below it. */
function typepadInstant(head: readonly PageElement[], { html, page }: Source, end: number): Date | null {
  const day = head.findLast(({ marks }) => marks.has('date-header'));
  const foot = head.findLast(({ marks }) => marks.has('post-footers') || marks.has('entry-footer'));
  const time = foot ? /\bat (\d{1,2}:\d{2} [AP]M)/.exec(textOf(foot, html, end))?.[1] : undefined;
  return day && time ? instantOnPage(`${textOf(day, html, end)} ${time}`, page.timezone) : null;
}

/** The page's word for where it is. */
function addressOf(elements: readonly PageElement[]): string | null {
  const canonical = elements.find(({ name, attributes }) => name === 'link' && /\bcanonical\b/i.test(attributes.rel ?? ''))?.attributes
    .href;
  const graph = elements.find(({ name, attributes }) => name === 'meta' && attributes.property === 'og:url')?.attributes.content;
  const comment = elements.find(({ name, attributes }) => name === 'a' && /^https?:.*#comment-\w+$/.test(attributes.href ?? ''))?.attributes
    .href;
  return absoluteUrl(canonical) ?? absoluteUrl(graph) ?? absoluteUrl(comment?.replace(/(?:\?cid=[^#]*)?#.*$/, ''));
}

function firstOf(elements: readonly PageElement[], marks: readonly string[]): PageElement | undefined {
  for (const mark of marks) {
    const found = elements.find((element) => element.marks.has(mark));
    if (found) return found;
  }
  return undefined;
}

/** What an element holds, without the page's words about it and without the comments that hang on it. */
function wordsOf(element: PageElement, html: string, end: number): string {
  return element.children
    .filter((child) => child.start < end && !isAbout(child.element))
    .map((child) => html.slice(child.start, Math.min(child.end, end)))
    .join('');
}

function isAbout(element: PageElement | null): boolean {
  return (
    element !== null && (/^(?:footer|form|cite|script|style)$/.test(element.name) || [...element.marks].some((mark) => ABOUT.has(mark)))
  );
}

function textOf({ children }: PageElement, html: string, end: number): string {
  const from = children[0]?.start ?? end;
  return plainText({ type: 'html', value: html.slice(from, Math.min(children.at(-1)?.end ?? end, end)), base: null });
}
