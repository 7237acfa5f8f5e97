import { Injectable } from '@nestjs/common';
import { decode } from '../../feeds/decode.js';
import {
  commentsFeedOf,
  commonFeedPaths,
  discoverFeeds,
  type FeedCandidate,
  generatorPlatform,
  namesCommentFeed,
} from '../../feeds/discover.js';
import { FeedError } from '../../feeds/errors.js';
import { platformDocument } from '../../feeds/platform.js';
import { readDocument } from '../../feeds/read-feed.js';
import type { FeedDocument } from '../../feeds/types.js';
import { Fetcher } from '../fetch/fetcher.js';
import type { FetchOutcome, Modified } from '../fetch/outcome.js';
import type { FeedRole } from './feed.entity.js';
import { Platforms } from './platforms.js';
import { feedOfAddress, pageInWebFinger, usualPage, webFingerUrl, youtubeFeedIn } from './typed-address.js';

export interface FeedNote {
  url: string;
  title: string | null;
  role: FeedRole;
}

/** A feed that was fetched and read, so it is one. */
export interface FoundFeed extends FeedNote {
  siteUrl: string | null;
  format: string;
  /** The platform whose reader understands what this address answers; null for a feed. */
  reader: string | null;
  document: Modified;
  /** What of it can be looked at: for an account, the feed beside the API that is followed in its place. */
  seen: Modified;
}

export type Finding =
  | { kind: 'found'; title: string; siteUrl: string | null; platform: string | null; feeds: FoundFeed[]; others: FeedNote[] }
  | { kind: 'nothing-found'; message: string }
  | { kind: 'not-fetched'; message: string };

type Found = Extract<Finding, { kind: 'found' }>;

type Look =
  | { kind: 'feed'; feed: FoundFeed; read: FeedDocument }
  | { kind: 'other'; document: Modified; error: FeedError }
  | { kind: 'none'; message: string; stop: boolean };

/** How many addresses of one kind are asked before we give up: a person waits, and the host did not invite us. */
const TRIES_MAX = 4;

type Get = (url: string, accept?: string) => Promise<FetchOutcome>;

/** Finds out what an address holds: a feed, a page that names feeds, or a site that has them in the usual places. */
@Injectable()
export class FeedFinder {
  constructor(
    private readonly fetcher: Fetcher,
    private readonly platforms: Platforms,
  ) {}

  /** Rejects with the signal's reason when it aborts. */
  find(url: string, platform: string | null, signal?: AbortSignal): Promise<Finding> {
    return new Search(this.getter(signal), this.platforms).find(url, platform);
  }

  /** The page of an account, as its server says; else where most servers have it. */
  async pageOf(account: { name: string; server: string }, signal?: AbortSignal): Promise<string> {
    const outcome = await this.getter(signal)(webFingerUrl(account), 'application/jrd+json, application/json');
    const told = outcome.kind === 'modified' ? pageInWebFinger(decode(outcome.bytes, outcome.contentType).text) : null;
    return told ?? usualPage(account);
  }

  private getter(signal?: AbortSignal): Get {
    return (url, accept) => this.fetcher.get(url, { ...(accept === undefined ? {} : { accept }), ...(signal ? { signal } : {}) });
  }
}

/** One search, for as long as somebody waits for it. */
class Search {
  constructor(
    private readonly get: Get,
    private readonly platforms: Platforms,
  ) {}

  async find(url: string, platform: string | null): Promise<Finding> {
    const finding = await this.findFeeds(url, platform);
    return finding.kind === 'found' ? this.withReplies(finding, url) : finding;
  }

  /** The feed of an account leaves its replies out, where its platform shows them to whoever asks: then that is followed in its place. */
  private async withReplies(finding: Found, url: string): Promise<Finding> {
    const posts = finding.feeds.find(({ role }) => role === 'posts');
    if (!posts) return finding;
    const { bytes, contentType } = posts.document;
    const [seen] = this.platforms.of(platformDocument(decode(bytes, contentType).text, posts.url, 'UTC'));
    const platform = this.platforms.named(finding.platform ?? '') ?? seen ?? null;
    const known = { ...finding, platform: finding.platform ?? platform?.name ?? null };
    const [ask] = platform?.follow?.(finding.siteUrl ?? url) ?? [];
    if (!platform || !ask) return known;
    const outcome = await this.get(ask.url, 'application/json');
    if (outcome.kind !== 'modified') return known;
    const answer = platformDocument(decode(outcome.bytes, outcome.contentType).text, ask.url, 'UTC');
    if (!platform.read(answer)) return known;
    const account = { ...posts, url: ask.url, format: platform.name, reader: platform.name, document: outcome };
    const others = [...finding.others, { url: posts.url, title: posts.title, role: posts.role }];
    return { ...known, feeds: finding.feeds.map((feed) => (feed === posts ? account : feed)), others };
  }

  private async findFeeds(url: string, platform: string | null): Promise<Finding> {
    const direct = feedOfAddress(url);
    const known = direct === null ? null : await this.look(direct);
    if (known?.kind === 'feed') return this.withComments(known, [], [], platform);
    if (known?.kind === 'none' && known.stop) return { kind: 'not-fetched', message: known.message };
    const first = await this.look(url);
    if (first.kind === 'none') return { kind: 'not-fetched', message: first.message };
    if (first.kind === 'feed') return this.withComments(first, [], [], platform);
    if (first.error.code !== 'html' && first.error.code !== 'not-a-feed') return { kind: 'nothing-found', message: first.error.message };
    return this.onPage(first.document, platform);
  }

  private async onPage(page: Modified, platform: string | null): Promise<Finding> {
    const html = decode(page.bytes, page.contentType).text;
    const candidates = discoverFeeds(html, page.url);
    const channel = youtubeFeedIn(html, page.url);
    const named = [...candidates.filter(({ role }) => role === 'posts').map((candidate) => candidate.url), ...(channel ? [channel] : [])];
    const posts = await this.firstFeed([...named.slice(0, TRIES_MAX), ...commonFeedPaths(page.url).slice(0, TRIES_MAX)], 'posts');
    const comments = candidates.filter(({ role }) => role === 'comments');
    if (posts) return this.withComments(posts, candidates, comments, platform ?? generatorPlatform(html));
    const only = await this.firstFeed(comments.map((candidate) => candidate.url).slice(0, TRIES_MAX), 'comments');
    if (only) return found(only, [], candidates, platform ?? generatorPlatform(html));
    const tried =
      candidates.length === 0
        ? 'The page names no feed, and there is none in the usual places'
        : 'What the page names as its feeds could not be read as such';
    return { kind: 'nothing-found', message: `${tried}. Look on ${page.url} for a link to its feed, and add that address.` };
  }

  /** A blog's comments are half of the conversation: their feed is added with that of the posts. */
  private async withComments(
    posts: Extract<Look, { kind: 'feed' }>,
    candidates: FeedCandidate[],
    named: FeedCandidate[],
    platform: string | null,
  ): Promise<Finding> {
    if (posts.feed.role === 'comments') return found(posts, [], candidates, platform);
    const namesThem = posts.read.entries.some((entry) => entry.commentsFeedUrl !== null || entry.commentCount !== null);
    const guess = commentsFeedOf(posts.feed.url, platform ?? (namesThem ? 'wordpress' : null));
    const urls = [...named.map((candidate) => candidate.url), ...(guess ? [guess] : [])].filter((url) => url !== posts.feed.url);
    const comments = await this.firstFeed([...new Set(urls)].slice(0, TRIES_MAX), 'comments');
    return found(posts, comments ? [comments] : [], candidates, platform);
  }

  private async firstFeed(urls: string[], role: FeedRole): Promise<Extract<Look, { kind: 'feed' }> | null> {
    for (const url of new Set(urls)) {
      const look = await this.look(url, role);
      if (look.kind === 'feed') return look;
      if (look.kind === 'none' && look.stop) return null;
    }
    return null;
  }

  private async look(url: string, role: FeedRole | null = null): Promise<Look> {
    const outcome = await this.get(url);
    if (outcome.kind !== 'modified') return { kind: 'none', message: outcome.message, stop: outcome.kind === 'throttled' };
    try {
      const read = await readDocument(outcome.bytes, { url: outcome.url, contentType: outcome.contentType });
      const address = outcome.permanentUrl ?? withoutFragment(url);
      const { title, siteUrl } = read.feed;
      return {
        kind: 'feed',
        read,
        feed: {
          url: address,
          title,
          siteUrl,
          role: role ?? roleOf(address, read),
          format: read.format,
          reader: null,
          document: outcome,
          seen: outcome,
        },
      };
    } catch (error) {
      if (error instanceof FeedError) return { kind: 'other', document: outcome, error };
      throw error;
    }
  }
}

function found(
  first: Extract<Look, { kind: 'feed' }>,
  more: Extract<Look, { kind: 'feed' }>[],
  candidates: FeedCandidate[],
  platform: string | null,
): Finding {
  const feeds = [first, ...more].map((look) => look.feed);
  const { title, siteUrl, url } = first.feed;
  const others = candidates.filter((candidate) => !feeds.some((feed) => feed.url === candidate.url));
  return {
    kind: 'found',
    title: title ?? new URL(siteUrl ?? url).host,
    siteUrl,
    platform,
    feeds,
    others: others.map(({ url: address, title: name, role }) => ({ url: address, title: name, role })),
  };
}

/** Blogs say in their addresses which of their feeds is of comments; and a feed in which most entries answer something is one. */
function roleOf(url: string, { entries }: FeedDocument): FeedRole {
  const answers = entries.filter((entry) => entry.inReplyTo.length > 0).length;
  return namesCommentFeed(url) || answers * 2 > entries.length ? 'comments' : 'posts';
}

function withoutFragment(written: string): string {
  const url = new URL(written);
  url.hash = '';
  return url.href;
}
