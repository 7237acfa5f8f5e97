/** WordPress: the REST API's comments, and the lists of comments that its themes and plug-ins write. */
import { readCommentPage, type Page, type PageHabits } from '../comment-page.js';
import type { Mark } from '../comment-places.js';
import { listOf, objectOf } from '../json.js';
import { attributeOf, type PageElement } from '../page-elements.js';
import type { Ask, Platform, PlatformDocument, PostFacts } from '../platform.js';
import { canonicalUrl } from '../urls.js';
import { readWordpressExport } from '../wordpress-export.js';
import { commentsAsk, readRestComments, readRestPosts, restRoot } from '../wordpress-rest.js';

/** `comment-137`, with the prefixes of themes, and of Disqus where it writes a site's comments into the page for search engines. */
const COMMENT_ID = /^(?:(?:li|div|dsq|article)-)?comment-(\d+)$/;

/** wpDiscuz: the comment's number and its parent's. */
const WPDISCUZ_ID = /^(?:wc|wpd)-comm-(\d+)_(\d+)$/;

/** More pages than this are not asked for at once. */
const PAGES_MAX = 100;

const HABITS: PageHabits = {
  mark: markOf,
  isIndent: ({ marks }) => marks.has('children'),
  body: (
    'comment-content comment_content comment-text comment_text commenttext wc-comment-text wpd-comment-text comment-entry comment__content commententry ' +
    'entry-content content comment-body commentbody comment_body'
  ).split(' '),
  fragment: (number) => `comment-${number}`,
  site: siteOf,
  names: (number, _url, site) => ({ aliases: site === null ? [] : [`wordpress:${site}/comment/${number}`] }),
  postNames: ({ elements }) => {
    const short = attributeOf(elements, 'link', 'href', ({ attributes }) => attributes.rel === 'shortlink');
    return { aliases: short !== null && /^https?:.*[?&]p=\d+$/.test(short) ? [short] : [] };
  },
  more: otherPages,
};

export const wordpress: Platform = {
  name: 'wordpress',
  label: 'WordPress',
  offers:
    'Comments with their parents from the REST API where the site leaves it open, else from the levels of the page; comment feeds name parents in their texts. Pingbacks and trackbacks are links between sites.',
  credential: null,
  rate: null,
  recognise: ({ url, document }) => Math.max(recogniseUrl(url ?? document?.url ?? null), document ? recogniseDocument(document) : 0),
  asks: asksFor,
  read: (document) => {
    if (document.json !== undefined) return readJson(document);
    if (/<wp:wxr_version>|<wp:comment>/.test(document.text)) return readWordpressExport(document);
    return /^\s*<\?xml(?![^>]*>\s*<!doctype html)/i.test(document.text) ? null : readCommentPage(document, HABITS);
  },
};

function recogniseUrl(url: string | null): number {
  if (url === null) return 0;
  if (/\/wp-json\/|[?&]rest_route=|^https?:\/\/public-api\.wordpress\.com\//.test(url)) return 1;
  if (/^https?:\/\/[^/]+\.wordpress\.com\//.test(url)) return 1;
  return /\/comment-page-\d+|[?&](?:replytocom|cpage)=\d|\/wp-content\//.test(url) ? 0.9 : 0;
}

function recogniseDocument({ json, text }: PlatformDocument): number {
  if (json !== undefined) return isRestComment(listOf(json)[0]) || isRestPost(listOf(json)[0]) ? 1 : 0;
  if (/<wp:wxr_version>|<wp:comment>/.test(text)) return 1;
  if (/<generator>https?:\/\/(?:www\.)?wordpress\.(?:org|com)\//.test(text) || /<meta[^<>]+content=["']WordPress[ ".']/i.test(text))
    return 1;
  if (/\/wp-(?:content|includes)\/|\/wp-comments-post\.php|https:\/\/api\.w\.org\//.test(text)) return 0.9;
  return /\bid=["'](?:(?:li|div)-)?comment-\d+["']/.test(text) ? 0.3 : 0;
}

function asksFor(post: PostFacts): Ask[] {
  const [ask] = restAsks(post);
  const page = post.url?.replace(/#.*$/, '');
  return ask ? [{ ...ask, ...(page ? { instead: { url: page, accept: 'html', credential: null } } : {}) }] : [];
}

function restAsks(post: PostFacts): Ask[] {
  const root = restRoot(post);
  if (root === null) return [];
  const id = /[?&](?:p|page_id)=(\d+)(?:&|$)/.exec(post.guid)?.[1] ?? /[?&]p=(\d+)(?:&|$)/.exec(post.url ?? '')?.[1];
  if (id !== undefined) return [commentsAsk(`${root}comments`, id)];
  const slug = /\/([^/?#]+?)(?:\.html?)?\/?(?:[?#].*)?$/.exec((post.url ?? '').replace(/^https?:\/\/[^/]+/, ''))?.[1];
  return slug === undefined ? [] : [{ url: `${root}posts?slug=${slug}`, accept: 'json', credential: null }];
}

function readJson(document: PlatformDocument) {
  const items = listOf(document.json);
  if (items.some(isRestComment)) return readRestComments(document);
  if (items.some(isRestPost)) return readRestPosts(document);
  // An empty answer to a question for comments is an answer.
  return items.length === 0 && Array.isArray(document.json) && (document.url ?? '').includes('/comments?')
    ? readRestComments(document)
    : null;
}

function isRestComment(item: unknown): boolean {
  const { author_name: name, content, post } = objectOf(item);
  return typeof name === 'string' && typeof post === 'number' && typeof objectOf(content).rendered === 'string';
}

function isRestPost(item: unknown): boolean {
  const { slug, guid, link } = objectOf(item);
  return typeof slug === 'string' && typeof link === 'string' && typeof objectOf(guid).rendered === 'string';
}

function markOf({ name, attributes, marks }: PageElement): Mark | null {
  const isPing = marks.has('pingback') || marks.has('trackback');
  const nested = WPDISCUZ_ID.exec(attributes.id ?? '');
  if (nested) return { number: nested[1] ?? null, parent: nested[2] === '0' ? null : (nested[2] ?? null) };
  const number = COMMENT_ID.exec(attributes.id ?? (name === 'a' ? (attributes.name ?? '') : ''))?.[1];
  if (number !== undefined) return { number, isPing, ...depthOf(marks) };
  return isPing && /^(?:li|div|dt|article)$/.test(name) ? { number: null, isPing } : null;
}

function depthOf(marks: ReadonlySet<string>): { depth?: number } {
  for (const mark of marks) if (/^depth-\d{1,3}$/.test(mark)) return { depth: Number(mark.slice('depth-'.length)) };
  return {};
}

/** Host and folder of the site: comments are numbered per site, and a host may hold several. */
function siteOf({ elements }: Page): string | null {
  const api = attributeOf(elements, 'link', 'href', ({ attributes }) => attributes.rel === 'https://api.w.org/');
  return api === null ? null : (/^https?:\/\/(?:www\.)?(.+?)\/wp-json\/?$/.exec(api)?.[1] ?? null);
}

/** The pages of a long thread that this page links to, and those between them. */
function otherPages({ elements, url }: Page): Ask[] {
  const key = canonicalUrl(url);
  const pages = new Map<number, string>();
  let own = /\/comment-page-(\d+)/.exec(url ?? '')?.[1];
  for (const { name, attributes } of elements) {
    const href = name === 'a' ? (attributes.href ?? '') : '';
    const page = /\/comment-page-(\d{1,4})\/?#/.exec(href)?.[1];
    if (page === undefined || key === null || canonicalUrl(href.replace(/#.*$/, '')) !== key) continue;
    // Links to single comments name the page that they are on; links of the paging end in `#comments`.
    if (/#comment-\d+$/.test(href)) own ??= page;
    else pages.set(Number(page), href.replace(/#.*$/, ''));
  }
  const last = Math.min(Math.max(0, ...pages.keys()), PAGES_MAX);
  const [example] = pages.values();
  if (example === undefined) return [];
  return Array.from({ length: last }, (_, index) => index + 1)
    .filter((page) => String(page) !== own)
    .map((page) => ({ url: example.replace(/\/comment-page-\d+/, `/comment-page-${page}`), accept: 'html', credential: null }));
}
