import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { nextPollAt } from '../../feeds/decide.js';
import { windowMs } from '../../feeds/rhythm.js';
import { NO_REST } from '../../feeds/types.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { run, selectMany, updateOne } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import type { Ingested } from '../posts/ingest.js';
import type { Lease } from '../queue/lease.js';
import { PostEntity } from '../posts/post.entity.js';
import { countOf } from '../pages/words.js';
import { countPoll } from '../sources/count-poll.js';
import { FeedEntity, type FeedState } from '../sources/feed.entity.js';
import { noteOnFeed } from '../sources/feed-notes.js';
import type { HubSubscriptionEntity } from '../sources/hub-subscription.entity.js';
import { lockFeed, nameHub, subscriptionOf, whyNoHubs } from '../sources/hub-subscriptions.js';
import { outcomesOf, withOutcome } from '../sources/outcome-log.js';
import { DiscussionReader } from './discussion-reader.js';
import { DocumentStore } from './document-store.js';
import { FeedReader } from './feed-reader.js';
import { noteGap } from './gaps.js';
import { type Missing, noteMissing } from './missing.js';
import { CUT_OFF, Outage } from './outage.js';
import { PageWitness } from './page-witness.js';
import { followMove, learned, outcomeOf } from './standing.js';
import { noteLook } from './told.js';
import type { Verdict } from './verdict.js';

/** What came of asking one feed: `fetched` brought a document, `not-modified` had nothing new, `failed` says why in `message`. */
export interface FeedReport extends Ingested {
  url: string;
  result: Verdict['result'];
  message: string;
}

/** All that is known of a poll when it is stored. */
interface Polled {
  feed: FeedEntity;
  /** Where its news are told; null where nowhere. */
  told: HubSubscriptionEntity | null;
  verdict: Verdict;
  durationMs: number;
  missing: Missing | null;
}

interface Next {
  state: FeedState;
  nextPollAt: Date | null;
}

/** A credential that is missing is looked for again after this time; setting one makes its rows due at once. */
const CREDENTIAL_WAIT_MS = 86_400_000;
/** What was seen missing is looked at once more, even where there would be no other reason to ask. */
const SECOND_LOOK_MS = 60 * 60_000;
/** While no host can be reached, feeds are asked again after this time, and up to twice as long. */
const CUT_OFF_WAIT_MS = 3 * 60_000;
/** Outcomes of polls that saw what a feed shows. */
const LOOKS = ['new', 'nothing-new', 'not-modified'];

/** Polls one feed of a host that this process has to itself: fetch, read, and one write. Nothing of it waits for the network while the write is open. */
@Injectable()
export class FeedPoller {
  private readonly isListening: boolean;
  /** Polls by feed that are being written: what they count can be taken back only once it is there. */
  private readonly storing = new Map<number, Promise<Ingested>>();

  constructor(
    private readonly database: Database,
    private readonly documents: DocumentStore,
    private readonly feeds: FeedReader,
    private readonly discussions: DiscussionReader,
    private readonly pages: PageWitness,
    private readonly outage: Outage,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly metrics: Metrics,
  ) {
    this.isListening = whyNoHubs(config) === null;
  }

  async poll(feed: FeedEntity, lease: Lease): Promise<FeedReport> {
    const told = this.isListening ? await subscriptionOf(this.database.manager, feed) : null;
    const startedMs = performance.now();
    const verdict = await (feed.reader === null ? this.feeds : this.discussions).read(feed, lease);
    const durationMs = Math.round(performance.now() - startedMs);
    this.metrics.countPoll(verdict.result, verdict.outcome, durationMs);
    const excused = this.outage.excused(feed, verdict);
    if (excused) return this.excuse(feed, excused);
    const missing = verdict.result === 'failed' ? null : await this.pages.ask(feed, lease);
    const stored = this.database.write(async (manager) => {
      await lease.confirm(manager);
      return this.store(manager, { feed, told, verdict, durationMs, missing });
    });
    this.storing.set(feed.id, stored);
    try {
      return { url: feed.url, result: verdict.result, message: verdict.message, ...(await stored) };
    } finally {
      this.storing.delete(feed.id);
    }
  }

  /** As if nobody had asked; what was counted before it was clear is taken back. */
  private async excuse({ id, url }: FeedEntity, counted: number[]): Promise<FeedReport> {
    const nextPollAt = new Date(Math.round(this.clock.now().getTime() + CUT_OFF_WAIT_MS * (1 + Math.random())));
    await Promise.allSettled(counted.flatMap((feedId) => this.storing.get(feedId) ?? []));
    await this.database.write(async (manager) => {
      await manager.update(FeedEntity, { id, state: 'active' }, { nextPollAt });
      await manager.update(FeedEntity, { id: In(counted), state: 'active' }, { nextPollAt, failures: 0 });
    });
    return { url, result: 'failed', message: CUT_OFF, added: 0, revised: 0, gone: 0 };
  }

  private async store(manager: EntityManager, { feed, told, verdict, durationMs, missing }: Polled): Promise<Ingested> {
    const now = this.clock.now();
    const { brought, result, outcome, row } = verdict;
    // Its thread may have been purged while it was asked, and this feed with it.
    if (feed.postId !== null && !(await manager.existsBy(PostEntity, { id: feed.postId }))) return { added: 0, revised: 0, gone: 0 };
    const pushed = result === 'failed' ? [] : (told?.pushedHashes ?? []);
    const message = verdict.message + (pushed.length > 0 ? ` ${countOf(pushed.length, 'entry', 'entries')} had been pushed before.` : '');
    if (told) await lockFeed(manager, feed.id);
    const { ids, changes, ...counts } = brought
      ? await this.documents.store(manager, { ...feed, title: row.title ?? feed.title }, brought, now)
      : { ids: [], changes: [], added: 0, revised: 0, gone: 0 };
    const vanished = missing ? await noteMissing(manager, feed, brought, ids, { ...missing, pushed }, now) : 0;
    const isTold = told !== null && result !== 'failed' ? await noteLook(manager, told, feed, changes, now) : false;
    if (this.isListening && verdict.offer !== undefined) await nameHub(manager, feed, told, verdict.offer, now);
    const hasChanged = counts.added + counts.revised > 0;
    await noteGap(manager, feed, brought, counts.added, now);
    const failures = result === 'failed' ? feed.failures + 1 : 0;
    await countPoll(manager, feed.id, result === 'failed', now);
    // What was pushed has come since the look before, too.
    const brings = { added: counts.added + pushed.length, revised: counts.revised };
    const outcomes = withOutcome(feed.outcomes, outcomeOf({ ...verdict, message }, brings, durationMs, now), feed.outcomeMessage);
    const changedAt = hasChanged ? now : feed.changedAt;
    const state = { ...feed, rest: row.rest ?? feed.rest, outcomes, changedAt, failures };
    const next = await this.next(manager, state, verdict, isTold, now);
    // Whoever paused or removed it while it was being polled is not overruled.
    await run(manager, `UPDATE feed SET state = ?, next_poll_at = ? WHERE id = ? AND state = 'active'`, [
      next.state,
      next.nextPollAt?.getTime() ?? null,
      feed.id,
    ]);
    if (verdict.retryAfterAt !== null && this.config.retryAfter === 'host') await letHostRest(manager, feed.host, next.nextPollAt);
    await updateOne(manager, FeedEntity, feed.id, {
      ...row,
      outcome,
      outcomeMessage: message,
      outcomes,
      failures,
      polledAt: now,
      ...(hasChanged ? { changedAt } : {}),
      ...(await learned(manager, feed, counts.added, now)),
    });
    await followMove(manager, feed, verdict, now);
    if (next.state === 'gone') await noteOnFeed(manager, feed.id, `Not asked any more: ${message}`, now);
    return { ...counts, gone: counts.gone + vanished };
  }

  private async next(manager: EntityManager, feed: FeedEntity, verdict: Verdict, isTold: boolean, now: Date): Promise<Next> {
    const { outcome, result } = verdict;
    if (feed.reader === null && outcome === 'gone') return { state: 'gone', nextPollAt: null };
    if (feed.postId !== null && feed.reader !== null) {
      if (outcome === 'needs-credential') return { state: 'active', nextPollAt: new Date(now.getTime() + CREDENTIAL_WAIT_MS) };
      // Asked again when somebody comments, and not before.
      if (outcome === 'gone' || outcome.startsWith('refused')) return { state: 'retired', nextPollAt: null };
      if (result !== 'failed' && verdict.retryAfterAt === null && (await hasCommentFeed(manager, feed.postId))) {
        return (await hasMissing(manager, feed.postId))
          ? { state: 'active', nextPollAt: new Date(now.getTime() + SECOND_LOOK_MS) }
          : { state: 'retired', nextPollAt: null };
      }
    }
    const at = await this.nextPollAt(manager, feed, verdict, isTold, now);
    return { state: at === null ? 'retired' : 'active', nextPollAt: at };
  }

  private async nextPollAt(manager: EntityManager, feed: FeedEntity, verdict: Verdict, isTold: boolean, now: Date): Promise<Date | null> {
    const rest = feed.rest ?? NO_REST;
    const [thread] = feed.postId === null ? [] : await selectMany(manager, PostEntity, 'id = ?', [feed.postId], ['sortAt']);
    return nextPollAt({
      now,
      outcome: verdict.result === 'failed' ? (verdict.outcome.startsWith('throttled') ? 'throttled' : 'failed') : 'ok',
      failures: feed.failures,
      role: feed.role,
      postAgeMs: thread ? now.getTime() - thread.sortAt.getTime() : null,
      changedAgeMs: feed.changedAt ? now.getTime() - feed.changedAt.getTime() : null,
      rest: { ...rest, minutes: rest.minutes ?? (verdict.maxAgeSeconds === null ? null : verdict.maxAgeSeconds / 60) },
      windowMs: windowMs(outcomesOf(feed.outcomes).filter(({ kind }) => LOOKS.includes(kind))),
      isTold,
      leastMinutes: feed.settings.leastMinutes ?? null,
      mostMinutes: feed.settings.mostMinutes ?? null,
      retryAfterAt: verdict.retryAfterAt,
      jitter: Math.random(),
    });
  }
}

/** The other feeds of a host that wants to be left alone: those that would be asked sooner. */
async function letHostRest(manager: EntityManager, host: string, until: Date | null): Promise<void> {
  if (until === null) return;
  await run(manager, `UPDATE feed SET next_poll_at = ? WHERE host = ? AND state = 'active' AND next_poll_at < ?`, [
    until.getTime(),
    host,
    until.getTime(),
  ]);
}

/** Comments that come by a feed wake the platform up; without one it has to be asked by the clock. */
async function hasCommentFeed(manager: EntityManager, postId: number): Promise<boolean> {
  const rows = await selectMany(manager, FeedEntity, `post_id = ? AND reader IS NULL AND state IN ('active', 'retired')`, [postId], ['id']);
  return rows.length > 0;
}

async function hasMissing(manager: EntityManager, postId: number): Promise<boolean> {
  return (await selectMany(manager, PostEntity, 'root_id = ? AND missing_at IS NOT NULL LIMIT 1', [postId], ['id'])).length > 0;
}
