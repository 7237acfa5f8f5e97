/** The REST API of WordPress. Reference: developer.wordpress.org/rest-api/reference/comments and /posts. */
import { discussionOf, html, lineOf, personOf, type Found } from './discussion.js';
import { countOf, idOf, listOf, objectOf, objectsOf, textOf, type JsonObject } from './json.js';
import { readDate } from './dates.js';
import type { Ask, Discussion, PlatformDocument, PostFacts, Reference } from './platform.js';
import { absoluteUrl, canonicalUrl } from './urls.js';

/** The most that the API gives at once. */
const PER_PAGE = 100;

/** What to ask for the comments of a post, oldest first so that a new one moves none to another page. */
export function commentsAsk(address: string, post: string, page = 1): Ask {
  return { url: `${address}?post=${post}&per_page=${PER_PAGE}&page=${page}&order=asc`, accept: 'json', credential: null };
}

/**
 * Where the API of a post's site is: the folder of its `?p=44` guid, or what stands before the year in its permalink, or the root of its host.
 * Sites of wordpress.com have theirs on another host.
 */
export function restRoot({ guid, url }: Pick<PostFacts, 'guid' | 'url'>): string | null {
  const numbered = /^https?:\/\/[^?#]*\/\?(?:.*&)?(?:p|page_id)=\d/.test(guid) ? guid : null;
  const page = url ?? numbered;
  if (page === null || absoluteUrl(page) === null) return null;
  const { origin, host, pathname } = new URL(page);
  if (host.endsWith('.wordpress.com')) return `https://public-api.wordpress.com/wp/v2/sites/${host}/`;
  const folder =
    numbered !== null && new URL(numbered).host === host
      ? new URL('.', numbered).pathname
      : (/^(.*?\/)(?:archives\/)?\d{4}\/\d/.exec(pathname)?.[1] ?? '/');
  return `${origin}${folder}wp-json/wp/v2/`;
}

/**
 * A page of `/wp/v2/comments`. Parents are numbers within the site, 0 for the post. Pingbacks and trackbacks say so in `type`.
 */
export function readRestComments({ url, json }: PlatformDocument): Discussion {
  const items = objectsOf(listOf(json)).filter((item) => idOf(item.id) !== null && absoluteUrl(textOf(item.link)) !== null);
  const site = siteOf(url, items[0]);
  const references: Reference[] = [];
  const comments: Found[] = [];
  for (const item of items) {
    const { type } = item;
    if (type === 'pingback' || type === 'trackback') references.push(...referenceOf(item));
    else comments.push(commentOf(item, site));
  }
  return discussionOf({ comments, references, more: nextPage(url, items.length) });
}

function commentOf(item: JsonObject, site: string | null): Found {
  const link = absoluteUrl(textOf(item.link)) ?? '';
  const parent = idOf(item.parent) ?? '0';
  // All comments of a post have one address but for their numbers, so a parent on another page of the answer has one too.
  const page = link.replace(/#.*$/, '');
  const answered = parent === '0' ? page : `${page}#comment-${parent}`;
  return {
    guid: canonicalUrl(link) ?? link,
    aliases: [site && `wordpress:${site}/comment/${idOf(item.id)}`],
    url: link,
    author: personOf(lineOf(textOf(item.author_name)), textOf(item.author_url)),
    publishedAt: readDate(textOf(item.date_gmt)) ?? readDate(textOf(item.date)),
    markup: html(textOf(objectOf(item.content).rendered), page),
    inReplyTo: { ref: canonicalUrl(answered), url: answered },
  };
}

function referenceOf(item: JsonObject): Reference[] {
  const url = absoluteUrl(textOf(item.author_url));
  if (url === null) return [];
  const excerpt = lineOf(textOf(objectOf(item.content).rendered));
  const target = absoluteUrl(textOf(item.link))?.replace(/#.*$/, '');
  return [{ url, title: lineOf(textOf(item.author_name)), excerpt, publishedAt: readDate(textOf(item.date_gmt)), target }];
}

/** A full page may have another behind it; that the answer is the last one is said in a header that a saved document has lost. */
function nextPage(url: string | null, count: number): Ask[] {
  const asked = url === null || absoluteUrl(url) === null ? null : new URL(url);
  const post = asked?.searchParams.get('post');
  if (!asked || !post || count < (countOf(asked.searchParams.get('per_page')) ?? 10)) return [];
  return [commentsAsk(asked.origin + asked.pathname, post, (countOf(asked.searchParams.get('page')) ?? 1) + 1)];
}

/** Host and folder of the site: comments are numbered per site, and a host may hold several. */
function siteOf(url: string | null, item: JsonObject | undefined): string | null {
  const self = textOf(objectsOf(objectOf(item?._links).self)[0]?.href);
  return [url, self].flatMap((address) => /^https?:\/\/(?:www\.)?(.+?)\/wp-json\//.exec(address ?? '')?.[1] ?? [])[0] ?? null;
}

/** What `/wp/v2/posts?slug=…` answers: the post, and where its comments are. */
export function readRestPosts({ json }: PlatformDocument): Discussion {
  const [item = {}] = objectsOf(listOf(json));
  const link = absoluteUrl(textOf(item.link));
  const replies = absoluteUrl(textOf(objectsOf(objectOf(item._links).replies)[0]?.href));
  const id = idOf(item.id);
  const more = replies !== null && id !== null ? [commentsAsk(replies.replace(/\?.*$/, ''), id)] : [];
  const guid = textOf(objectOf(item.guid).rendered) ?? link;
  if (guid === null) return discussionOf({ comments: [], more });
  const post: Found = {
    guid,
    aliases: [link],
    url: link,
    title: lineOf(textOf(objectOf(item.title).rendered)),
    author: null,
    publishedAt: readDate(textOf(item.date_gmt)),
    updatedAt: readDate(textOf(item.modified_gmt)),
    markup: html(textOf(objectOf(item.content).rendered), link),
  };
  return discussionOf({ post, comments: [], more });
}
