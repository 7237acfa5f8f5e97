/** What a comment on a page says, and who says it when: read from the elements of its place. */
import type { CommentPlace } from './comment-places.js';
import { readFooter } from './saved-text.js';
import { cleanHtml, plainText } from './html.js';
import { firstMarked, type PageElement } from './page-elements.js';
import { instantWithin } from './page-dates.js';
import type { Person } from './types.js';
import { absoluteUrl } from './urls.js';

/** The page that the elements are of. */
export interface PageSource {
  html: string;
  url: string | null;
  timezone: string;
}

/** What a comment is made of. */
export interface CommentWords {
  author: Person | null;
  publishedAt: Date | null;
  /** Markup. */
  body: string;
}

/** Parts of a body that are the page's words about it, and not the author's. */
const ABOUT = new Set(
  (
    'comment-author comment_author vcard comment-meta comment_meta commentmetadata commentMetadata comment-header comment-footer comment-actions ' +
    'comment-reply-link reply children fn avatar metainfo metaGutter says entry-footer entry-meta entry-header entry-title postTop sharedaddy ' +
    'comment-replies inline-links visually-hidden element-invisible wpulike comment-edit-link comment-awaiting-moderation'
  ).split(' '),
);

const AUTHOR_MARKS = (
  'comment-author-name comment-author comment_author commentauthor commentAuthor comment-by wc-comment-author wpd-comment-author author-name ' +
  'commenter comment-poster username user author byline poster nickname'
).split(' ');
const DATE_MARKS = (
  'comment-meta commentmetadata commentMetadata comment-date comment_date comment-time comment_time comment-timestamp datetime timestamp ' +
  'comment-info metainfo entry-date submitted date comment__time post-date'
).split(' ');

/** What templates put after a name, in the languages of their translations. */
const SAYS =
  /\s+(?:says|said|wrote|writes|commented|replied|adds|sagt|schreibt|schrieb|meint|hat gesagt|dit|a dit|a écrit|écrit|dice|dijo|ha dicho|escribió|diz|disse|scrive|ha detto|ha scritto|zei|schreef|zegt|säger|skriver|sier|siger|mówi|pisze|napisał)\b[^\p{L}]*$/iu;
const BY = /^(?:(?:posted|written|submitted|left|comment(?:ed)?|by|von|par|por|door|av)\b[\s:]*){1,2}/i;

/** No name is longer. */
const NAME_LENGTH_MAX = 200;
/** What is looked through for a name or a date that no element marks. */
const ABOUT_LENGTH_MAX = 1500;

/**
 * The words of a comment.
 *
 * In: its place, the page, and the marks of the elements where the platform puts a comment's words, the surest first. Out: who, when and what; `null`
 * for what the page does not say. Linear in the comment's markup; never throws.
 */
export function readWords(place: CommentPlace, bodyMarks: readonly string[], source: PageSource): CommentWords {
  const { elements, inner, end } = place;
  const said = bodyOf(place, bodyMarks, source) ?? saidIn(place, source);
  const body = said?.element ?? inner;
  const around = body === inner ? elements : elements.filter((element) => element.start < body.start || element.start >= body.end);
  const foot = elements.find(({ marks }) => marks.has('comment-footer'));
  const signed = foot ? readFooter(textOf(foot, source.html, end), source.timezone) : null;
  const about = aboutText(place, said ? body : (paragraphsOf(inner) ?? body), source);
  const author =
    said?.author ?? (signed ? signer(signed.name, elements, foot, source) : (authorIn(elements, around, source, end) ?? namedIn(about)));
  const publishedAt =
    signed?.date ?? instantIn(around, source, end) ?? instantIn(elements, source, end) ?? instantWithin(about, source.timezone);
  return { author, publishedAt, body: said?.markup ?? wholeWords(inner, elements, source.html, end) };
}

interface Said {
  markup: string;
  element: PageElement | null;
  author?: Person | null;
}

function bodyOf({ elements, number, end, inner }: CommentPlace, marks: readonly string[], { html }: PageSource): Said | null {
  const byId = number === null ? undefined : elements.find(({ attributes }) => isBodyId(attributes.id, number));
  const marked = marks.flatMap((mark) => elements.find((element) => element.marks.has(mark)) ?? []);
  for (const element of byId ? [byId, ...marked] : marked) {
    const markup = wordsOf(element, elements, html, end);
    if (element !== inner && /[^\s]/.test(markup.replace(/<[^<>]*>/g, ''))) return { markup, element };
  }
  return null;
}

function isBodyId(id: string | undefined, number: string): boolean {
  return id?.endsWith(number) === true && /^(?:dsq-)?comment-?(?:body|content|text|message)-?$/.test(id.slice(0, -number.length));
}

/** Where nothing is marked: the words between "NAME said..." and the comment's own link, as in the oldest templates of Blogger. */
function saidIn(place: CommentPlace, source: PageSource): Said | null {
  const { inner, elements, end } = place;
  if (textOf(inner, source.html, end) !== '') return null;
  const heading = elements.slice(0, 12).find((element) => {
    const text = element.end <= end ? textOf(element, source.html, end) : '';
    return text.length <= NAME_LENGTH_MAX && SAYS.test(text);
  });
  if (!heading) return null;
  const link = elements.find(({ start, name, attributes }) => start >= heading.end && name === 'a' && isCommentLink(attributes.href));
  const url = elements.find(({ name, start }) => name === 'a' && start >= heading.start && start < heading.end)?.attributes.href;
  return {
    markup: source.html.slice(heading.end, link?.start ?? end),
    element: null,
    author: personOf(textOf(heading, source.html, end), url, source),
  };
}

function isCommentLink(href: string | undefined): boolean {
  return /#(?:comment-?|c|t)\w*\d$/.test(href ?? '');
}

function signer(name: string, elements: readonly PageElement[], foot: PageElement | undefined, { html, url }: PageSource): Person | null {
  if (name === '') return null;
  const link = elements.find(
    (element) => element.name === 'a' && element.start > (foot?.start ?? 0) && textOf(element, html, element.end) === name,
  );
  // TypePad hides the address behind a counting redirect, and says it in the title.
  const shown = link?.attributes.title;
  const href = shown && /^https?:/.test(shown) ? shown : link?.attributes.href;
  return { name, url: absoluteUrl(href, url) };
}

/** @param around the elements outside the body: within it, a `cite` is the author's own */
export function authorIn(elements: readonly PageElement[], around: readonly PageElement[], source: PageSource, end: number): Person | null {
  const named = [
    elements.find(({ marks }) => marks.has('fn')),
    around.find(({ name }) => name === 'cite'),
    firstMarked(around, AUTHOR_MARKS),
    around.find(({ name, marks, attributes }) => name === 'a' && (marks.has('url') || /\bauthor\b/.test(attributes.rel ?? ''))),
  ];
  for (const element of named) {
    const person = element && personIn(element, elements, source, end);
    if (person) return person;
  }
  return null;
}

function personIn(element: PageElement, elements: readonly PageElement[], source: PageSource, end: number): Person | null {
  const inside = elements.filter(({ start }) => start >= element.start && start < element.end);
  const texts = (name: RegExp) =>
    inside.find((each) => name.test(each.name) && !isCommentLink(each.attributes.href) && textOf(each, source.html, end) !== '');
  const link = texts(/^a$/);
  const name = element.marks.has('fn') || element.name === 'cite' ? element : (link ?? texts(/^(?:b|strong)$/) ?? element);
  const outside = element.parent?.name === 'a' ? element.parent : undefined;
  return personOf(textOf(name, source.html, end), (link ?? outside)?.attributes.href, source);
}

function personOf(text: string, href: string | undefined, { url }: PageSource): Person | null {
  const name = text
    .replace(SAYS, '')
    .replace(BY, '')
    .replace(/[\s:,]+$/, '')
    .trim();
  if (name === '' || name.length > NAME_LENGTH_MAX) return null;
  return { name, url: absoluteUrl(href, url) };
}

/** A name that only the words around it tell: "Posted by" and a line, or "NAME says:". */
function namedIn(about: string): Person | null {
  const lines = about.split('\n').map((line) => line.trim());
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.length > NAME_LENGTH_MAX) continue;
    const [, by] = /^(?:posted|written|submitted|comment(?:ed)?|left)? ?by:?(?:\s+(.*))?$/i.exec(line) ?? [null, null];
    const named = by === null ? (SAYS.test(line) ? line.replace(SAYS, '') : '') : (by ?? lines[index + 1] ?? '');
    const name = named.replace(/\s+(?:\||on\b|at\b|@|—|–).*$/i, '').trim();
    if (name !== '') return { name, url: null };
  }
  return null;
}

function aboutText({ start, end }: CommentPlace, body: { start: number; end: number }, { html }: PageSource): string {
  const before = html.slice(start, Math.min(body.start, start + ABOUT_LENGTH_MAX));
  const after = html.slice(Math.min(body.end, end), Math.min(end, body.end + ABOUT_LENGTH_MAX));
  return cleanHtml({ type: 'html', value: `${before}\n<p></p>\n${after}`, base: null }).text;
}

/** The first date that elements give: in an attribute made for it, else in the words of one that is marked as a date or leads to the comment. */
export function instantIn(elements: readonly PageElement[], { html, timezone }: PageSource, end: number): Date | null {
  for (const { name, attributes } of elements) {
    const text =
      attributes['data-comment-timestamp'] ?? (name === 'time' ? attributes.datetime : name === 'abbr' ? attributes.title : undefined);
    const date = text ? instantWithin(text, timezone) : null;
    if (date) return date;
  }
  for (const element of elements) {
    // Blogger writes the hour alone, and the whole instant into the link.
    const shown = /[?&]showComment=(\d{13})(?:\D|$)/.exec(element.attributes.href ?? '')?.[1];
    if (shown !== undefined) return instantWithin(shown, timezone);
    if (!DATE_MARKS.some((mark) => element.marks.has(mark)) && !isCommentLink(element.attributes.href)) continue;
    const date = instantWithin(textOf(element, html, end), timezone);
    if (date) return date;
  }
  return null;
}

/** The words of a comment whose body nothing marks: from its first paragraph, where it has paragraphs. */
function wholeWords(element: PageElement, elements: readonly PageElement[], html: string, end: number): string {
  return wordsOf(element, elements, html, end, paragraphsOf(element)?.start);
}

function paragraphsOf({ children, end }: PageElement): { start: number; end: number } | null {
  const first = children.find(({ element }) => element !== null && /^(?:p|blockquote|pre|ul|ol)$/.test(element.name) && !isAbout(element));
  return first ? { start: first.start, end } : null;
}

/** What an element holds, without the page's words about it and without the comments that hang on it. */
export function wordsOf(element: PageElement, elements: readonly PageElement[], html: string, end: number, from?: number): string {
  const start = from ?? element.children[0]?.start ?? end;
  const stop = Math.min(element.children.at(-1)?.end ?? start, end);
  const parts: string[] = [];
  let at = start;
  for (const part of elements) {
    if (part.start < at || part === element) continue;
    if (part.start >= stop) break;
    if (!isAbout(part) && !(part.name === 'cite' && part.parent === element)) continue;
    parts.push(html.slice(at, part.start));
    at = Math.min(part.end, stop);
  }
  parts.push(html.slice(at, Math.max(at, stop)));
  return parts.join('');
}

function isAbout({ name, marks }: PageElement): boolean {
  return /^(?:footer|form|script|style)$/.test(name) || [...marks].some((mark) => ABOUT.has(mark));
}

export function textOf({ children }: PageElement, html: string, end: number): string {
  const from = children[0]?.start ?? end;
  return plainText({ type: 'html', value: html.slice(from, Math.min(children.at(-1)?.end ?? end, end)), base: null });
}
