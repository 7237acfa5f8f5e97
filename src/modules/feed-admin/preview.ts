import { Inject, Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Platform, Ask } from '../../feeds/platform.js';
import type { Post } from '../../feeds/types.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { Fetcher } from '../fetch/fetcher.js';
import { Parser } from '../polling/parser.js';
import { Credentials } from '../sources/credentials.js';
import { FeedFinder, type Finding, type FoundFeed } from '../sources/feed-finder.js';
import { FeedEntity, type FeedState } from '../sources/feed.entity.js';
import { Platforms } from '../sources/platforms.js';
import { typedAddress } from '../sources/typed-address.js';
import type { Offer, OfferedFeed } from './offer.js';
import { SeenDocuments } from './seen-documents.js';

/** A person waits. */
const PATIENCE_MS = 30_000;
const OTHERS_MAX = 20;
const WARNINGS_MAX = 5;

/** What one of the feeds holds. */
export interface Insight {
  url: string;
  entries: Pick<Post, 'title' | 'text' | 'publishedAt' | 'commentsFeedUrl'>[];
  warnings: string[];
}

export interface KnownAs {
  id: number;
  state: FeedState;
  sourceTitle: string;
}

export type Looked =
  | { kind: 'refused'; message: string }
  | { kind: 'offered'; offer: Offer; insights: Insight[]; known: Map<string, KnownAs>; notes: string[] };

/** Looks at what an address holds, and stores nothing. */
@Injectable()
export class Preview {
  constructor(
    private readonly database: Database,
    private readonly finder: FeedFinder,
    private readonly fetcher: Fetcher,
    private readonly parser: Parser,
    private readonly platforms: Platforms,
    private readonly credentials: Credentials,
    private readonly seen: SeenDocuments,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async look(typed: string): Promise<Looked> {
    const address = typedAddress(typed);
    if (address.kind === 'none') return { kind: 'refused', message: address.message };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    try {
      const url = address.kind === 'web' ? address.url : await this.finder.pageOf(address, signal);
      const account = this.platforms.accountAt(url);
      if (account) return await this.atAccount(typed, url, account, signal);
      const finding = await this.finder.find(url, null, signal);
      return finding.kind === 'found' ? await this.atSite(typed, url, finding) : { kind: 'refused', message: finding.message };
    } catch (error) {
      if (!signal.aborted) throw error;
      const message = `Finding out what is there took over ${PATIENCE_MS / 1000} seconds. Try again later, or give the address of the feed itself.`;
      return { kind: 'refused', message };
    }
  }

  /** Which of these feeds are there already. */
  async known(feeds: readonly OfferedFeed[]): Promise<Map<string, KnownAs>> {
    const rows = await this.database.manager.find(FeedEntity, {
      select: { id: true, url: true, state: true, source: { id: true, title: true } },
      relations: { source: true },
      where: { url: In(feeds.map(({ url }) => url)) },
    });
    return new Map(rows.map(({ url, id, state, source }) => [url, { id, state, sourceTitle: source?.title ?? '' }]));
  }

  private async atSite(typed: string, url: string, finding: Extract<Finding, { kind: 'found' }>): Promise<Looked> {
    const { title, siteUrl, platform, feeds, others } = finding;
    const insights: Insight[] = [];
    for (const feed of feeds) {
      if (feed.reader === null) this.seen.remember(feed.url, feed.document);
      insights.push(await this.insight(feed));
    }
    const more = others.slice(0, OTHERS_MAX).map((note) => ({ ...note, siteUrl, format: null, reader: null }));
    const offer = this.offer(typed, {
      title,
      siteUrl: siteUrl ?? new URL(url).origin,
      platform,
      feeds: [...feeds.map(offeredOf), ...more],
      read: feeds.length,
    });
    return { kind: 'offered', offer, insights, known: await this.known(offer.feeds), notes: [] };
  }

  private async insight({ url, role, seen, reader }: FoundFeed): Promise<Insight> {
    const { bytes, contentType } = seen;
    const parsed = await this.parser.parse({ bytes, url: seen.url, contentType, role, known: [], platform: null });
    if (!parsed.ok) return { url, entries: [], warnings: reader === null ? [parsed.message] : [] };
    const { posts, warnings } = parsed.reading;
    return { url, entries: posts, warnings: warnings.slice(0, WARNINGS_MAX).map(({ message }) => message) };
  }

  /** An account that is read by its platform's API alone. */
  private async atAccount(
    typed: string,
    url: string,
    { platform, ask }: { platform: Platform; ask: Ask },
    signal: AbortSignal,
  ): Promise<Looked> {
    const name = new URL(url).pathname.split('/').findLast((part) => part !== '') ?? url;
    const feed = { url: ask.url, title: name, siteUrl: url, role: 'posts' as const, format: platform.name, reader: platform.name };
    const offer = this.offer(typed, {
      title: `${name} (${platform.label})`,
      siteUrl: url,
      platform: platform.name,
      feeds: [feed],
      read: 1,
    });
    const { insight, note } = await this.accountInsight(platform, ask, signal);
    if (insight === null) return { kind: 'refused', message: note ?? '' };
    return { kind: 'offered', offer, insights: [insight], known: await this.known([feed]), notes: note === null ? [] : [note] };
  }

  private async accountInsight(
    platform: Platform,
    ask: Ask,
    signal: AbortSignal,
  ): Promise<{ insight: Insight | null; note: string | null }> {
    const empty = { url: ask.url, entries: [], warnings: [] };
    if (ask.credential !== null) {
      const has = (await this.credentials.of(platform.name, new URL(ask.url).host)) !== null;
      const need = `${platform.label} answers only with a credential: ${platform.credential ?? ''} Store it with: hustings credentials set ${platform.name}`;
      return {
        insight: empty,
        note: has ? `${platform.label} is asked at the first poll: what it would bring cannot be shown before.` : need,
      };
    }
    const outcome = await this.fetcher.get(ask.url, { accept: 'application/json', signal });
    if (outcome.kind !== 'modified') return { insight: null, note: outcome.message };
    const { bytes, contentType } = outcome;
    const read = await this.parser.discuss({ bytes, url: ask.url, contentType, reader: platform.name, timezone: this.config.timezone });
    if (!read.ok) return { insight: null, note: read.message };
    const { post, posts = [], comments } = read.discussion;
    return { insight: { ...empty, entries: [...(post ? [post] : []), ...posts, ...comments] }, note: null };
  }

  private offer(typed: string, found: Omit<Offer, 'typed' | 'at'>): Offer {
    return { typed, ...found, at: this.clock.now().getTime() };
  }
}

function offeredOf({ url, title, siteUrl, role, format, reader }: FoundFeed): OfferedFeed {
  return { url, title, siteUrl, role, format, reader };
}
