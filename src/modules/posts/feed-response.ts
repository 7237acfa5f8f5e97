import type { Request, Response } from 'express';
import { type FeedLink } from '../pages/page.view.js';
import { FEED_FORMATS, FEED_TYPES, type FeedFormat, type OutgoingFeed, type Publisher, writeFeed } from './post-feed.js';

const LABELS: Record<FeedFormat, string> = { atom: 'Atom', rss: 'RSS', json: 'JSON Feed' };

/** The routes of a feed in all formats: `@Get(feedRoutes('threads/:id'))`. They stand before the route of the page itself. */
export function feedRoutes(path: string): string[] {
  return FEED_FORMATS.map((format) => `${path}.${format}`);
}

/** For the head of the page that shows the same. */
export function feedLinks(path: string, title: string, search = ''): FeedLink[] {
  return FEED_FORMATS.map((format) => ({
    href: `${path}.${format}${search}`,
    type: FEED_TYPES[format],
    title: `${title} (${LABELS[format]})`,
  }));
}

/** The format that the address of a request ends with. */
export function formatOf(request: Request): FeedFormat {
  return FEED_FORMATS.find((format) => request.path.endsWith(`.${format}`)) ?? 'atom';
}

export function sendFeed(feed: OutgoingFeed, publisher: Publisher, request: Request, response: Response): void {
  const format = formatOf(request);
  sendFeedText(writeFeed(feed, format, publisher), format, response);
}

export function sendFeedText(text: string, format: FeedFormat, response: Response): void {
  response.set('Content-Type', `${FEED_TYPES[format]}; charset=utf-8`).send(text);
}
