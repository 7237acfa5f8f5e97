/** Finding the feeds of a page: by its link tags, its links, and the habits of blog systems. */
import { Parser } from 'htmlparser2';
import { legalText } from './characters.js';
import { absoluteUrl } from './urls.js';

export interface FeedCandidate {
  url: string;
  title: string | null;
  /** The media type that the page gives, if any. */
  type: string | null;
  role: 'posts' | 'comments';
  why: 'link-tag' | 'anchor';
}

const FEED_TYPE = /^(?:application|text)\/(?:rss|atom|rdf|feed)?\+?(?:xml|json)$/i;
const PLAIN_TYPE = /^(?:application|text)\/(?:xml|json)$/i;
/** WordPress and its kin offer machine interfaces of the same media types; they are no feeds. */
const NO_FEED = /\/wp-json\/|oembed|\/xmlrpc|\/opensearch|wlwmanifest|\/manifest\.json/i;

/** The end of an address that is a feed by all habits. */
const FEED_PATH =
  /(?:\/(?:feed|feeds|rss|atom|rdf)\/?|\/(?:feed|rss2?|atom|index|posts?|news|blog|comments?|latest)?\.?(?:rss|atom|rdf)(?:\.xml|\.php)?|\/(?:feed|rss2?|atom|index)\.xml|\/feed\.json|\.(?:rss|atom|rdf)|\/feeds\/(?:posts|comments)\/default)$/i;
/** The same as a word within an address. */
const FEED_WORD_IN_PATH = /(?:^|[/._?=-])(?:feeds?|rss2?|atom|rdf)(?:[/._?=&-]|$)/i;
const FEED_WORDS = /\b(?:rss|atom|feed)\b/i;

const LINKS_MAX = 50;
/** Each open element costs the parser a step for all around it; no page that a person made is deeper. */
const DEPTH_MAX = 2000;

/**
 * The feeds that a page names.
 *
 * In: the page's HTML, however broken, and its address. Out: candidates without repetition, those of link tags before those of anchors, each in
 * the order of the page. A link tag counts if its `rel` holds `alternate` or `feed` and its type is one of a feed; an anchor if its address looks like
 * one, or its words say so and its address has `feed`, `rss` or `atom` in it. Relative addresses follow the page's `<base>`. Never throws, nothing is fetched.
 */
export function discoverFeeds(html: string, pageUrl: string): FeedCandidate[] {
  const page = new FeedLinks(pageUrl);
  let depth = 0;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      page.open(name, attributes);
      if (++depth > DEPTH_MAX) parser.pause();
    },
    ontext: (text) => page.text(text),
    onclosetag: (name) => {
      page.close(name);
      depth--;
    },
  });
  parser.end(legalText(html));
  return page.candidates();
}

class FeedLinks {
  private readonly found = new Map<string, FeedCandidate>();
  private base: string;
  private anchor: { href: string; title: string | null; words: string } | null = null;

  constructor(private readonly pageUrl: string) {
    this.base = pageUrl;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'base') this.base = absoluteUrl(attributes.href, this.pageUrl) ?? this.base;
    if (name === 'link') this.linkTag(attributes);
    if (name !== 'a' || !attributes.href) return;
    this.close('a');
    this.anchor = { href: attributes.href, title: attributes.title?.trim() || null, words: '' };
  }

  text(text: string): void {
    if (this.anchor && this.anchor.words.length < 200) this.anchor.words += text;
  }

  close(name: string): void {
    if (name !== 'a' || !this.anchor) return;
    const { href, title, words } = this.anchor;
    this.anchor = null;
    const url = absoluteUrl(href, this.base);
    if (!url || NO_FEED.test(url)) return;
    const { pathname, search, host } = new URL(url);
    const isFeed =
      FEED_PATH.test(pathname) || /[?&](?:feed|format)=(?:rss2?|atom|rdf|comments-\w+)\b/.test(search) || host === 'feeds.feedburner.com';
    const saysSo = FEED_WORDS.test(`${words} ${title ?? ''}`) && FEED_WORD_IN_PATH.test(pathname + search) && sameSite(url, this.pageUrl);
    if (isFeed || saysSo) this.add({ url, title: words.replace(/\s+/g, ' ').trim() || title, type: null, why: 'anchor' });
  }

  /** Link tags before anchors, whatever their order on the page. */
  candidates(): FeedCandidate[] {
    this.close('a');
    const all = [...this.found.values()];
    return [...all.filter(({ why }) => why === 'link-tag'), ...all.filter(({ why }) => why === 'anchor')];
  }

  private linkTag(attributes: Record<string, string>): void {
    const rel = (attributes.rel ?? '').toLowerCase().split(/\s+/);
    const type = attributes.type?.replace(/;.*$/, '').trim().toLowerCase() || null;
    if (!rel.includes('feed') && !(rel.includes('alternate') && type && FEED_TYPE.test(type))) return;
    const url = absoluteUrl(attributes.href, this.base);
    if (!url || NO_FEED.test(url)) return;
    // `application/json` and `text/xml` are the types of many things; the address must speak for a feed too.
    if (type && PLAIN_TYPE.test(type) && !/feed|rss|atom|rdf|\.xml|\.json/i.test(url)) return;
    this.add({ url, title: attributes.title?.replace(/\s+/g, ' ').trim() || null, type, why: 'link-tag' });
  }

  private add(candidate: Omit<FeedCandidate, 'role'>): void {
    const known = this.found.get(candidate.url);
    if (known?.why === 'link-tag' || (known && candidate.why === 'anchor') || this.found.size >= LINKS_MAX) return;
    this.found.set(candidate.url, { ...candidate, role: namesCommentFeed(candidate.url) ? 'comments' : 'posts' });
  }
}

function sameSite(a: string, b: string): boolean {
  return new URL(a).hostname.replace(/^www\./, '') === (absoluteUrl(b) ? new URL(b).hostname.replace(/^www\./, '') : '');
}

/**
 * True where an address names a feed of comments, by the habits of blog systems: `/comments/feed/`, `/feeds/comments/default`,
 * `/feeds/123/comments/default`, `comments.xml`, `?feed=comments-rss2`.
 */
export function namesCommentFeed(url: string): boolean {
  const parsed = absoluteUrl(url);
  if (parsed === null) return false;
  const { pathname, search } = new URL(parsed);
  return (
    /\/(?:comments|replies)(?:\/(?:feed|default|atom|rss2?|index)\b|[.-](?:xml|rss|atom|rdf|json)\b|\/?$)|[-_]comments\.(?:xml|rss|atom|rdf)$/i.test(
      pathname,
    ) || /[?&]feed=comments/i.test(search)
  );
}

/**
 * Where a site's feed lies if it has one.
 *
 * In: any page of the site. Out: addresses to try, likeliest first; for www.gov.uk the page's own `.atom`. Empty for what is no web address.
 */
export function commonFeedPaths(pageUrl: string): string[] {
  const url = absoluteUrl(pageUrl);
  if (url === null) return [];
  const { origin, hostname, pathname, search } = new URL(url);
  if (hostname === 'www.gov.uk') {
    const path = pathname.replace(/\/$/, '').replace(/\.atom$/, '');
    return path === '' ? [`${origin}/search/news-and-communications.atom`] : [`${origin}${path}.atom${search}`];
  }
  const folder = pathname.replace(/[^/]*\.[a-z0-9]+$|\/+$/i, '').replace(/\/$/, '');
  const nested = folder === '' ? [] : [`${origin}${folder}/feed/`, `${origin}${folder}/atom.xml`];
  const root = ['/feed/', '/atom.xml', '/rss.xml', '/feeds/posts/default', '/index.xml', '/feed.xml', '/rss', '/index.rdf', '/feed.json'];
  return [...nested, ...root.map((path) => origin + path)];
}

/**
 * The comment feed that belongs to a feed of posts.
 *
 * In: the posts' feed and, where known, its platform. Out: the likely address, or null where the platform has none. Without a platform only addresses of
 * an unmistakable shape are answered.
 */
export function commentsFeedOf(feedUrl: string, platform: string | null = null): string | null {
  const url = absoluteUrl(feedUrl);
  if (url === null || namesCommentFeed(url)) return null;
  const { origin, pathname, searchParams } = new URL(url);
  const blogger = /^(.*\/feeds\/)posts(\/default).*$/.exec(pathname);
  if (blogger) return `${origin}${blogger[1] ?? ''}comments${blogger[2] ?? ''}`;
  if (platform !== 'wordpress' && !/\/feed(?:\/(?:rss2?|atom|rdf))?\/?$/.test(pathname)) return null;
  const feed = searchParams.get('feed');
  if (feed !== null) return `${origin}${pathname}?feed=comments-${feed === 'atom' ? 'atom' : 'rss2'}`;
  const wordpress = /^(.*?)\/feed(\/atom)?(?:\/rss2?|\/rdf)?\/?$/.exec(pathname);
  if (wordpress) return `${origin}${wordpress[1] ?? ''}/comments/feed${wordpress[2] ?? ''}/`;
  return platform === 'wordpress' ? `${origin}/comments/feed/` : null;
}

const PLATFORMS: [platform: string, generator: RegExp, marks: RegExp][] = [
  ['wordpress', /^wordpress/i, /\/wp-(?:content|includes)\/|api\.w\.org/],
  ['blogger', /^blogger/i, /\/feeds\/posts\/default|blogger\.com\/(?:static|feeds)/],
  ['typepad', /typepad/i, /\bid="typepad-|static\.typepad\.com/],
  ['movabletype', /^movable type/i, /mt-(?:comments|tb|search)\.cgi/],
  ['ghost', /^ghost/i, /\/ghost\/api\//],
  ['drupal', /^drupal/i, /\/sites\/(?:default|all)\/(?:files|themes|modules)\//],
  ['discourse', /^discourse/i, /data-discourse-/],
  ['mastodon', /^mastodon/i, /\/packs\/[^"]*mastodon|content="Mastodon"/],
  ['govuk', /(?!)/, /\bgovuk-template\b/],
];

/** Marks stand in the head or near it. */
const MARKS_LENGTH_MAX = 200_000;

/**
 * What a page runs on.
 *
 * In: its HTML. Out: `wordpress`, `blogger`, `typepad`, `movabletype`, `ghost`, `drupal`, `discourse`, `mastodon` or `govuk`, by the generator that it names, else by
 * addresses that only that system has; null where neither says.
 */
export function generatorPlatform(html: string): string | null {
  const head = html.slice(0, MARKS_LENGTH_MAX);
  let generator = '';
  new Parser({
    onopentag: (name, attributes) => {
      if (name === 'meta' && attributes.name?.toLowerCase() === 'generator') generator ||= (attributes.content ?? '').trim();
    },
  }).end(head);
  const hosted = /^https?:\/\/(?:www\.)?(\w+)\.com/i.exec(generator)?.[1] ?? generator;
  const named = PLATFORMS.find(([, pattern]) => generator !== '' && pattern.test(hosted));
  return (named ?? PLATFORMS.find(([, , marks]) => marks.test(head)))?.[0] ?? null;
}
