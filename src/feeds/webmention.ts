/** What a page says of another that it links to. Specification: W3C Webmention §3.2.2; microformats.org h-entry, "in-reply-to" and its kin. */
import { discussionOf, linkTo, reread, words } from './discussion.js';
import { excerpt, plainText } from './html.js';
import { isObject, parseJson } from './json.js';
import { innerText, itemsOf, urlOf, type Item } from './microformats.js';
import { attributeOf, pageElements, type PageElement } from './page-elements.js';
import { authorOf, personIn, postOf, type Source } from './microformat-entries.js';
import type { Post } from './types.js';
import { absoluteUrl } from './urls.js';

/** reply: it answers in words. The rest are links, and nobody's words under the post. */
export type MentionKind = 'reply' | 'like' | 'repost' | 'bookmark' | 'mention';

export interface MentioningPage {
  /** Where it was found in the end, after redirects. */
  url: string;
  text: string;
  contentType: string | null;
  /** For dates that name no zone. */
  timezone: string;
}

export interface MentionReading {
  kind: MentionKind;
  /** The page that speaks: the address that its entry gives itself on the same host, else where it was found. */
  url: string;
  /** Other addresses that it claims: a copy of an account's remark names the original. For finding doubles, never for showing. */
  alsoAt: string[];
  title: string | null;
  /** The words around the link, or those of the entry. */
  excerpt: string | null;
  publishedAt: Date | null;
  /** A reply as a comment, whose parent is the caller's to name; null for the other kinds. */
  comment: Post | null;
}

type IsTarget = (url: string) => boolean;

const EXCERPT_LENGTH_MAX = 500;
const TITLE_LENGTH_MAX = 300;
/** More than this is an article of its own, and stands as a link. */
const REPLY_TEXT_MAX = 20_000;
const REPLY_HTML_MAX = 100_000;
const ALSO_AT_MAX = 10;
/** An index holds no longer address. */
const URL_LENGTH_MAX = 2000;

/**
 * What a page says of a target, if it links there.
 *
 * In: the page as it came, and what tells whether an address is the target's. Out: the reading; null where no link leads there. In HTML a link is
 * an `href` or `src` that a reader can follow, so a comment in the source, a script or bare words are none; in JSON it is a whole value, in plain
 * text an address. Never throws; the markup that it gives is safe.
 */
export function readMention(page: MentioningPage, isTarget: IsTarget): MentionReading | null {
  const type = (page.contentType ?? '').replace(/;.*$/s, '').trim().toLowerCase();
  const start = page.text.trimStart();
  if (/[/+]json$/.test(type) || (type === '' && /^[{[]/.test(start))) return readJson(page, isTarget);
  if (type === 'text/plain' || (type === '' && !start.startsWith('<'))) return readText(page, isTarget);
  return readHtml(page, isTarget);
}

function readText({ url, text }: MentioningPage, isTarget: IsTarget): MentionReading | null {
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'()]+/gi)) {
    if (!isTarget(match[0].replace(/[.,;:!?]+$/, ''))) continue;
    const around = text.slice(Math.max(0, match.index - EXCERPT_LENGTH_MAX / 2), match.index + EXCERPT_LENGTH_MAX);
    return { ...nothing(url), excerpt: line(around, EXCERPT_LENGTH_MAX) };
  }
  return null;
}

function readJson({ url, text }: MentioningPage, isTarget: IsTarget): MentionReading | null {
  const whole = parse(text);
  const open = [whole];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string' && isTarget(value)) return { ...nothing(url), title: titleIn(whole) };
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) open.push(inner);
  }
  return null;
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

function titleIn(json: unknown): string | null {
  const { name, title } = isObject(json) ? json : {};
  return [name, title].map((said) => (typeof said === 'string' ? line(said) : null)).find((said) => said !== null) ?? null;
}

function nothing(url: string): MentionReading {
  return { kind: 'mention', url, alsoAt: [], title: null, excerpt: null, publishedAt: null, comment: null };
}

/** Which property of an entry makes which kind, the one that says most first. */
const KINDS: [kind: MentionKind, property: string][] = [
  ['reply', 'in-reply-to'],
  ['like', 'like-of'],
  ['repost', 'repost-of'],
  ['bookmark', 'bookmark-of'],
];

function readHtml(page: MentioningPage, isTarget: IsTarget): MentionReading | null {
  const elements = pageElements(page.text);
  const base = absoluteUrl(attributeOf(elements, 'base', 'href'), page.url) ?? page.url;
  const source: Source = { url: page.url, text: page.text, json: undefined, timezone: page.timezone, base };
  const leadsThere = (href: string | undefined) => isTarget(absoluteUrl(href, base) ?? '');
  const link = elements.find((element) => (leadsThere(element.attributes.href) || leadsThere(element.attributes.src)) && isLink(element));
  if (!link) return null;
  const items = itemsOf(elements);
  const { kind, entry } = kindOf(items.filter(isOwnEntry), link, source, isTarget);
  const found = entry && postOf(entry, source);
  const claimed = entry && urlOf(entry.properties.get('url')?.[0], page.text, base);
  const reading: MentionReading = {
    kind,
    url: claimed && claimed.length <= URL_LENGTH_MAX && hostOf(claimed) === hostOf(page.url) ? claimed : page.url,
    alsoAt: [claimed, ...(entry?.properties.get('syndication') ?? []).map((property) => urlOf(property, page.text, base))]
      .filter((url) => url !== null)
      .slice(0, ALSO_AT_MAX),
    title: line(found?.title) ?? titleOf(elements, page.text) ?? line(found?.author?.name),
    excerpt: null,
    publishedAt: found?.publishedAt ?? null,
    comment: null,
  };
  const around = kind === 'mention' ? excerpt(innerText(blockAround(link), page.text), EXCERPT_LENGTH_MAX) : '';
  if (around !== '' || !entry) return { ...reading, excerpt: around || null };
  const comment = commentOf(entry, items, source, reading.url);
  if (kind === 'reply' && comment && comment.text.length <= REPLY_TEXT_MAX && comment.html.length <= REPLY_HTML_MAX)
    return { ...reading, comment };
  return { ...reading, kind: kind === 'reply' ? 'mention' : kind, excerpt: excerpt(comment?.text ?? '', EXCERPT_LENGTH_MAX) || null };
}

/** What a reader can follow or sees; a `<link>` counts where microformats make it a property of an entry. */
function isLink(element: PageElement): boolean {
  if (['base', 'script', 'form'].includes(element.name)) return false;
  if (element.name === 'link' && ![...element.marks].some((mark) => mark.startsWith('u-'))) return false;
  for (let at = element.parent; at; at = at.parent) if (at.name === 'template') return false;
  return true;
}

/** An entry that the page itself makes: not the comment of somebody else that it shows, nor what it cites. */
function isOwnEntry({ types, roles, outer }: Item): boolean {
  return types.includes('h-entry') && roles.every((role) => role === 'entry') && !outer?.roles.includes('comment');
}

function kindOf(entries: Item[], link: PageElement, { text, base }: Source, isTarget: IsTarget): { kind: MentionKind; entry: Item | null } {
  for (const [kind, property] of KINDS) {
    const entry = entries.find(({ properties }) =>
      (properties.get(property) ?? []).some((each) => isTarget(urlOf(each, text, base) ?? '')),
    );
    if (entry) return { kind, entry };
  }
  const entry = entries.filter(({ element }) => element.start <= link.start && link.end <= element.end).at(-1) ?? null;
  const isReply = entry !== null && (link.attributes.rel ?? '').toLowerCase().split(/\s+/).includes('in-reply-to');
  return { kind: isReply ? 'reply' : 'mention', entry };
}

function commentOf(entry: Item, items: readonly Item[], source: Source, url: string): Post | null {
  const found = { ...postOf(entry, source), guid: url, url, title: null, inReplyTo: null };
  const author = found.author ?? pageAuthor(entry, items, source);
  const [comment] = discussionOf({ comments: [{ ...found, author }] }).comments;
  if (comment?.html !== '') return comment ?? null;
  // Markup without a content of its own: the entry's name is all of its words (microformats2 §1.3.3).
  const name = innerText(entry.element, source.text);
  return reread(comment, {}, name === '' ? { type: 'html', value: linkTo(url), base: null } : words(name));
}

/** Who writes the page, where the entry does not say: its feed's author, else the one card that stands on the page by itself. */
function pageAuthor(entry: Item, items: readonly Item[], source: Source): Post['author'] {
  const feed = entry.outer?.types.includes('h-feed') ? authorOf(entry.outer, source) : null;
  const cards = items.filter(({ types, roles, outer }) => types.includes('h-card') && outer === null && roles.length === 0);
  return feed ?? (cards.length === 1 && cards[0] ? personIn(cards[0], source.text, source.base) : null);
}

const BLOCKS = new Set('p li blockquote td dd dt div section article main aside figcaption h1 h2 h3 h4 h5 h6 body'.split(' '));

function blockAround(link: PageElement): PageElement {
  let at = link;
  while (at.parent && !BLOCKS.has(at.name)) at = at.parent;
  return at;
}

function titleOf(elements: readonly PageElement[], text: string): string | null {
  const said = attributeOf(elements, 'meta', 'content', ({ attributes }) => attributes.property === 'og:title');
  const title = elements.find(({ name, parent }) => name === 'title' && parent?.name !== 'svg');
  return line(said) ?? (title ? line(innerText(title, text)) : null);
}

function line(said: string | null | undefined, lengthMax = TITLE_LENGTH_MAX): string | null {
  return said ? excerpt(plainText({ type: 'text', value: said, base: null }), lengthMax) || null : null;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
