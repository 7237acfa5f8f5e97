import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith';
import { legalText } from '../../feeds/characters.js';

/** A post as our own feeds publish it. `id` is ours: publishers' ids are not unique among all of them. */
export interface FeedItem {
  id: number;
  parentId: number | null;
  /** The post whose thread it stands in: its own id for a post without one. */
  threadId: number;
  title: string;
  html: string;
  authorName: string;
  sourceTitle: string;
  /** Where the publisher shows it. */
  originalUrl: string | null;
  at: Date;
  updatedAt: Date;
  /** Comments we have; null for a comment. */
  replies: number | null;
  language: string | null;
}

export interface OutgoingFeed {
  title: string;
  description: string;
  /** From the root: the feed without its ending, and the page of the same content. */
  feedPath: string;
  pagePath: string;
  /** `?q=…`, where the feed's address has one. */
  search?: string;
  updatedAt: Date;
  items: FeedItem[];
}

export const FEED_FORMATS = ['atom', 'rss', 'json'] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

export const FEED_TYPES: Record<FeedFormat, string> = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  json: 'application/feed+json',
};

/** What the settings say of whoever publishes. */
export interface Publisher {
  /** The address that readers use, without a slash at its end. */
  baseUrl: string;
  websubHub: string | null;
}

/**
 * Writes a feed in which the tree of replies survives: `thr:in-reply-to` (RFC 4685) in Atom and RSS, `_hustings` in JSON Feed 1.1, which has
 * no word for it.
 */
export function writeFeed(feed: OutgoingFeed, format: FeedFormat, { baseUrl, websubHub }: Publisher): string {
  const site = new Site(baseUrl, websubHub);
  if (format === 'json') return json(feed, site);
  return legalText(format === 'atom' ? atom(feed, site) : rss(feed, site));
}

class Site {
  constructor(
    readonly baseUrl: string,
    private readonly hub: string | null,
  ) {}

  /** Where this feed is, which is what one subscribes to at the hub. */
  selfOf(feed: OutgoingFeed, format: FeedFormat): string {
    return `${this.baseUrl}${feed.feedPath}.${format}${feed.search ?? ''}`;
  }

  linksOf(feed: OutgoingFeed, format: 'atom' | 'rss') {
    return [
      { href: this.selfOf(feed, format), rel: 'self', type: FEED_TYPES[format] },
      ...this.hubsOf(feed).map((href) => ({ href, rel: 'hub' })),
    ];
  }

  /** None is told of what a search finds. */
  hubsOf({ search }: OutgoingFeed): string[] {
    return this.hub === null || search ? [] : [this.hub];
  }

  /** RFC 4151: stays the same when the page's address does not. */
  idOf(post: number): string {
    return `tag:${new URL(this.baseUrl).hostname},2008:post/${post}`;
  }

  urlOf(post: number, thread: number): string {
    return `${this.baseUrl}/threads/${thread}${post === thread ? '' : `#post-${post}`}`;
  }

  replyTo(item: FeedItem) {
    return item.parentId === null
      ? undefined
      : { ref: this.idOf(item.parentId), href: this.urlOf(item.parentId, item.threadId), type: 'text/html' };
  }
}

function atom(feed: OutgoingFeed, site: Site): string {
  return generateAtomFeed({
    id: site.baseUrl + feed.feedPath + (feed.search ?? ''),
    title: { value: feed.title },
    subtitle: { value: feed.description },
    updated: feed.updatedAt,
    generator: { text: 'Hustings' },
    links: [...site.linksOf(feed, 'atom'), { href: site.baseUrl + feed.pagePath, rel: 'alternate', type: 'text/html' }],
    entries: feed.items.map((item) => {
      const parent = site.replyTo(item);
      const page = site.urlOf(item.id, item.threadId);
      return {
        id: site.idOf(item.id),
        title: { value: item.title },
        authors: [{ name: item.authorName }],
        published: item.at,
        updated: item.updatedAt,
        links: [
          { href: page, rel: 'alternate', type: 'text/html' },
          ...(item.originalUrl ? [{ href: item.originalUrl, rel: 'via' }] : []),
          ...(item.replies
            ? [
                {
                  href: `${site.baseUrl}/threads/${item.threadId}.atom`,
                  rel: 'replies',
                  type: 'application/atom+xml',
                  thr: { count: item.replies },
                },
              ]
            : []),
        ],
        content: { type: 'html', value: item.html },
        ...(item.language ? { xml: { lang: item.language } } : {}),
        thr: { ...(item.replies === null ? {} : { total: item.replies }), ...(parent ? { inReplyTos: [parent] } : {}) },
      };
    }),
  });
}

function rss(feed: OutgoingFeed, site: Site): string {
  return generateRssFeed({
    title: feed.title,
    link: site.baseUrl + feed.pagePath,
    description: feed.description,
    language: 'en-GB',
    generator: 'Hustings',
    lastBuildDate: feed.updatedAt,
    atom: { links: site.linksOf(feed, 'rss') },
    items: feed.items.map((item) => {
      const parent = site.replyTo(item);
      return {
        title: item.title,
        link: site.urlOf(item.id, item.threadId),
        guid: { value: site.idOf(item.id), isPermaLink: false },
        pubDate: item.at,
        dc: { creators: [item.authorName] },
        description: item.html,
        ...(item.replies === null ? {} : { slash: { comments: item.replies } }),
        ...(item.replies ? { comments: `${site.urlOf(item.id, item.threadId)}#comments` } : {}),
        ...(parent ? { thr: { inReplyTos: [parent] } } : {}),
      };
    }),
  });
}

function json(feed: OutgoingFeed, site: Site): string {
  const items = feed.items.map((item) => ({
    id: site.idOf(item.id),
    url: site.urlOf(item.id, item.threadId),
    ...(item.originalUrl ? { external_url: item.originalUrl } : {}),
    title: item.title,
    content_html: item.html,
    date_published: item.at,
    date_modified: item.updatedAt,
    authors: [{ name: item.authorName }],
    ...(item.language ? { language: item.language } : {}),
  }));
  const hubs = site.hubsOf(feed).map((url) => ({ type: 'WebSub', url }));
  const written = generateJsonFeed({
    title: feed.title,
    home_page_url: site.baseUrl + feed.pagePath,
    feed_url: site.selfOf(feed, 'json'),
    description: feed.description,
    language: 'en-GB',
    ...(hubs.length > 0 ? { hubs } : {}),
    items,
  }) as { items?: object[] };
  // The library leaves an empty list out, and a feed without items is none.
  const extended = (written.items ?? []).map((item, index) => {
    const { parentId, sourceTitle, replies } = feed.items[index] ?? { parentId: null, sourceTitle: null, replies: null };
    return { ...item, _hustings: { in_reply_to: parentId === null ? null : site.idOf(parentId), source: sourceTitle, replies } };
  });
  return JSON.stringify({ ...written, items: extended }, null, 2);
}
