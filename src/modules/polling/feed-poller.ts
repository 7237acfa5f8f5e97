import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { nextPollAt } from '../../feeds/decide.js';
import type { FeedReading } from '../../feeds/types.js';
import { Clock } from '../clock/clock.js';
import { selectMany, updateOne } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Fetcher } from '../fetch/fetcher.js';
import { KeptDocuments } from '../fetch/kept-documents.js';
import type { FetchOutcome, Modified } from '../fetch/outcome.js';
import { type Ingested, ingest } from '../posts/ingest.js';
import { PostEntity } from '../posts/post.entity.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { SourceEntity } from '../sources/source.entity.js';
import { Parser } from './parser.js';

/** What came of asking one feed: `fetched` brought a document, `not-modified` had nothing new, `failed` says why in `message`. */
export interface FeedReport extends Ingested {
  url: string;
  result: 'fetched' | 'not-modified' | 'failed';
  message: string;
}

/** What is written of a poll: the new state of the feed's row, and the document where there was one to read. */
interface Verdict {
  result: FeedReport['result'];
  /** For programs: the kind of outcome, and after a colon what of that kind. */
  outcome: string;
  message: string;
  row: Partial<FeedEntity>;
  reading: FeedReading | null;
  retryAfterAt: Date | null;
  maxAgeSeconds: number | null;
}

const NOTHING: Ingested = { added: 0, revised: 0, gone: 0 };

/** Polls one feed: fetch, read, and one write. Nothing of it waits for the network while the write is open. */
@Injectable()
export class FeedPoller {
  constructor(
    private readonly database: Database,
    private readonly fetcher: Fetcher,
    private readonly kept: KeptDocuments,
    private readonly parser: Parser,
    private readonly clock: Clock,
  ) {}

  async poll(feed: FeedEntity): Promise<FeedReport> {
    const outcome = await this.ask(feed);
    const verdict = outcome.kind === 'modified' ? await this.read(feed, outcome) : judge(outcome);
    const ingested = await this.database.write((manager) => this.store(manager, feed, verdict));
    return { url: feed.url, result: verdict.result, message: verdict.message, ...ingested };
  }

  /** A feed that was just added has been fetched to be looked at: strict hosts answer a second request with 429. */
  private async ask(feed: FeedEntity): Promise<FetchOutcome> {
    const kept = feed.polledAt === null ? await this.kept.take(feed.url) : null;
    return kept ?? this.fetcher.get(feed.url, { etag: feed.etag, lastModified: feed.lastModified });
  }

  private async read(feed: FeedEntity, outcome: Modified): Promise<Verdict> {
    const bodyHash = createHash('sha1').update(outcome.bytes).digest('base64url');
    const { etag, lastModified, maxAgeSeconds, contentType, url } = outcome;
    if (bodyHash === feed.bodyHash) {
      // The server knows no validators, or not ours, but the document is the one we have.
      return { ...same('The document is the same as before.'), row: { etag, lastModified }, maxAgeSeconds };
    }
    const { platform } = await this.database.manager.findOneOrFail(SourceEntity, {
      select: { platform: true },
      where: { id: feed.sourceId },
    });
    const parsed = await this.parser.parse({ bytes: outcome.bytes, url, contentType, role: feed.role, known: feed.entryHashes, platform });
    if (!parsed.ok) {
      return { ...same(parsed.message), result: 'failed', outcome: `not-a-feed:${parsed.code}`, row: {} };
    }
    const { reading } = parsed;
    const warnings = reading.warnings.map((warning) => warning.message).join(' ');
    const count = reading.posts.length + reading.known;
    return {
      result: 'fetched',
      outcome: 'modified',
      message: `Read ${count} ${count === 1 ? 'entry' : 'entries'}, ${reading.posts.length} of them new or changed. ${warnings}`.trim(),
      row: {
        etag,
        lastModified,
        bodyHash,
        title: reading.feed.title ?? feed.title,
        siteUrl: reading.feed.siteUrl ?? feed.siteUrl,
        format: reading.format,
        entryHashes: recent([...reading.posts.map((post) => post.entryHash), ...feed.entryHashes], count),
      },
      reading,
      retryAfterAt: null,
      maxAgeSeconds,
    };
  }

  private async store(manager: EntityManager, feed: FeedEntity, verdict: Verdict): Promise<Ingested> {
    const now = this.clock.now();
    const { reading, result, outcome, message, row } = verdict;
    const batch = {
      sourceId: feed.sourceId,
      feedId: feed.id,
      threadId: feed.postId,
      posts: reading?.posts ?? [],
      deleted: reading?.deleted ?? [],
    };
    const ingested = reading ? await ingest(manager, batch, now) : NOTHING;
    const changedAt = ingested.added + ingested.revised > 0 ? now : feed.changedAt;
    const failures = result === 'failed' ? feed.failures + 1 : 0;
    const gone = outcome === 'gone';
    const next = gone ? null : await this.nextPollAt(manager, { ...feed, changedAt, failures }, verdict, now);
    await updateOne(manager, FeedEntity, feed.id, {
      ...row,
      outcome,
      outcomeMessage: message,
      failures,
      polledAt: now,
      changedAt,
      state: gone ? 'gone' : next === null ? 'retired' : 'active',
      nextPollAt: next,
    });
    return ingested;
  }

  private async nextPollAt(manager: EntityManager, feed: FeedEntity, verdict: Verdict, now: Date): Promise<Date | null> {
    const [thread] = feed.postId === null ? [] : await selectMany(manager, PostEntity, 'id = ?', [feed.postId], ['sortAt']);
    return nextPollAt({
      now,
      outcome: verdict.result === 'failed' ? (verdict.outcome.startsWith('throttled') ? 'throttled' : 'failed') : 'ok',
      failures: feed.failures,
      role: feed.role,
      postAgeMs: thread ? now.getTime() - thread.sortAt.getTime() : null,
      changedAgeMs: feed.changedAt ? now.getTime() - feed.changedAt.getTime() : null,
      refreshMinutes: verdict.reading?.feed.refreshMinutes ?? (verdict.maxAgeSeconds === null ? null : verdict.maxAgeSeconds / 60),
      intervalMinutes: feed.settings.intervalMinutes ?? null,
      retryAfterAt: verdict.retryAfterAt,
      jitter: Math.random(),
    });
  }
}

function judge(outcome: Exclude<FetchOutcome, Modified>): Verdict {
  if (outcome.kind === 'not-modified') return { ...same(outcome.message), maxAgeSeconds: outcome.maxAgeSeconds };
  const failed: Verdict = { ...same(outcome.message), result: 'failed', outcome: outcome.kind };
  if (outcome.kind === 'throttled') return { ...failed, retryAfterAt: outcome.retryAfterAt };
  if (outcome.kind === 'refused') return { ...failed, outcome: `refused:${outcome.reason}` };
  if (outcome.kind === 'unreachable') return { ...failed, outcome: `unreachable:${outcome.code}` };
  return failed;
}

function same(message: string): Verdict {
  return { result: 'not-modified', outcome: 'not-modified', message, row: {}, reading: null, retryAfterAt: null, maxAgeSeconds: null };
}

/** The fingerprints of one document, and some more of those before: a page that drops an entry for a while costs nothing when it returns. */
function recent(hashes: string[], count: number): string[] {
  return [...new Set(hashes)].slice(0, count + 10);
}
