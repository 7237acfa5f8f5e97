import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FeedReading } from '../../feeds/types.js';
import { selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Fetcher } from '../fetch/fetcher.js';
import { KeptDocuments } from '../fetch/kept-documents.js';
import type { FetchOutcome, Modified } from '../fetch/outcome.js';
import { linksOf } from '../fetch/links.js';
import type { Lease } from '../queue/lease.js';
import type { FeedEntity } from '../sources/feed.entity.js';
import { type HubOffer, offerOf } from '../sources/hub-subscriptions.js';
import { SourceEntity } from '../sources/source.entity.js';
import type { Parsed } from './parse-task.js';
import { Parser } from './parser.js';
import { failed, judge, unchanged, type Verdict } from './verdict.js';

/** Asks for a feed, and reads it where it has changed. */
@Injectable()
export class FeedReader {
  constructor(
    private readonly database: Database,
    private readonly fetcher: Fetcher,
    private readonly kept: KeptDocuments,
    private readonly parser: Parser,
  ) {}

  async read(feed: FeedEntity, { signal }: Lease): Promise<Verdict> {
    const outcome = await this.ask(feed, signal);
    if (outcome.kind !== 'modified') return judge(outcome);
    const verdict = await this.readDocument(feed, outcome);
    // Where an address leads says something only as long as there is a feed.
    const { permanentUrl } = outcome;
    return { ...verdict, bytes: outcome.bytes.length, ...(verdict.result === 'failed' ? {} : { permanentUrl }) };
  }

  /** A feed that was just added has been fetched to be looked at: strict hosts answer a second request with 429. */
  private async ask(feed: FeedEntity, signal: AbortSignal): Promise<FetchOutcome> {
    const kept = feed.polledAt === null ? await this.kept.take(feed.url) : null;
    return kept ?? this.fetcher.get(feed.url, { etag: feed.etag, lastModified: feed.lastModified, signal });
  }

  private async readDocument(feed: FeedEntity, outcome: Modified): Promise<Verdict> {
    const bodyHash = createHash('sha1').update(outcome.bytes).digest('base64url');
    const { etag, lastModified, maxAgeSeconds, contentType, url, bytes } = outcome;
    // The server knows no validators, or not ours, but the document is the one we have.
    if (bodyHash === feed.bodyHash) return unchanged('The document is the same as before.', { etag, lastModified }, maxAgeSeconds);
    const parsed = await this.parse(feed, { bytes, url, contentType });
    if (!parsed.ok) return failed(`not-a-feed:${parsed.code}`, parsed.message);
    const { reading } = parsed;
    const { posts, counted, deleted, window, format } = reading;
    const { title, siteUrl, rest } = reading.feed;
    const entryHashes = [...new Set(window.hashes)];
    return {
      result: 'fetched',
      outcome: 'modified',
      message: inWords(reading),
      row: { etag, lastModified, bodyHash, title: title ?? feed.title, siteUrl: siteUrl ?? feed.siteUrl, format, entryHashes, rest },
      brought: {
        posts,
        counted,
        followers: undefined,
        deleted,
        references: [],
        about: null,
        commentCount: null,
        shows: { kind: 'window', window },
        platform: parsed.platform,
      },
      retryAfterAt: null,
      maxAgeSeconds,
      offer: offerFrom(outcome, reading.feed, feed.url),
    };
  }

  /** Reads a document of the feed, wherever it came from. */
  async parse(feed: FeedEntity, document: Pick<Modified, 'bytes' | 'url' | 'contentType'>): Promise<Parsed> {
    const platform = await this.platformOf(feed);
    return this.parser.parse({ ...document, role: feed.role, known: feed.entryHashes, platform });
  }

  /** Null where nobody has said or seen what the source runs on: the document may tell. */
  private async platformOf({ sourceId }: FeedEntity): Promise<string | null> {
    const [source] = await selectMany(this.database.manager, SourceEntity, 'id = ?', [sourceId], ['platform']);
    return source && source.platform !== 'web' ? source.platform : null;
  }
}

/** W3C WebSub §4: what the headers say comes before what the document says. */
function offerFrom({ link }: Modified, { hubs, url }: FeedReading['feed'], feedUrl: string): HubOffer | null {
  const { hub, self } = linksOf(link, feedUrl);
  return offerOf([...hub, ...hubs], self[0] ?? url, feedUrl);
}

function inWords({ posts, known, warnings }: FeedReading): string {
  const count = posts.length + known;
  const said = `Read ${count} ${count === 1 ? 'entry' : 'entries'}, ${posts.length} of them new or changed.`;
  return [said, ...warnings.map(({ message }) => message)].join(' ');
}
