import { Injectable } from '@nestjs/common';
import { countOf, durationText } from '../pages/words.js';
import type { Candidate } from './candidate.js';
import { type FeedRow, QuietFeedsQuery } from './quiet-feeds.query.js';
import { habitOf, SILENCE } from '../sources/silence.js';
import type { Subject } from './subject.js';

const DAY_MS = 86_400_000;
/** Fewer failures in a row are a server that was restarted. */
const FAILURES_LEAST = 3;

/** Feeds from which nothing comes: because nothing is said, or because they cannot be read, which is another matter. */
@Injectable()
export class QuietFeeds {
  constructor(private readonly query: QuietFeedsQuery) {}

  /** What fell silent between an instant and now. */
  async find({ source, unread }: Pick<Subject, 'source' | 'unread'>, from: number, now: Date): Promise<Candidate[]> {
    const found: Candidate[] = [];
    for (const feed of await this.query.feeds(source)) {
      const candidate = isUnread(feed, now) ? (unread ? unreadFeed(feed) : null) : await this.silent(feed, now);
      if (candidate !== null && candidate.at.getTime() >= from && candidate.at <= now) found.push(candidate);
    }
    return found;
  }

  /** Silence is only heard where somebody listens: of a feed whose last poll failed, nothing is said. */
  private async silent(feed: FeedRow, now: Date): Promise<Candidate | null> {
    if (feed.failures > 0 || feed.polledAt === null || feed.state !== 'active') return null;
    const habit = habitOf(await this.query.published(feed.id, now.getTime()));
    // It must have been read after it should have spoken again.
    if (habit === null || now.getTime() < habit.silentAt || feed.polledAt < habit.silentAt) return null;
    const { lastAt, usualMs, longestMs, silentAt } = habit;
    return {
      ...candidateOf(feed),
      key: `silent:${feed.id}:${lastAt}`,
      sentence: `Has published nothing for ${durationText(now.getTime() - lastAt)}, and is read without trouble. Between its last posts were ${durationText(usualMs)} as a rule, and ${durationText(longestMs)} at most.`,
      at: new Date(silentAt),
    };
  }
}

function isUnread({ state, failures, lastReadDay, createdAt }: FeedRow, now: Date): boolean {
  if (state === 'gone') return true;
  return failures >= FAILURES_LEAST && now.getTime() - lastReadAt({ lastReadDay, createdAt }) > SILENCE.atLeastMs;
}

/** The end of the last day on which it was read; polls are counted by the day. */
function lastReadAt({ lastReadDay, createdAt }: Pick<FeedRow, 'lastReadDay' | 'createdAt'>): number {
  return lastReadDay === null ? createdAt : (lastReadDay + 1) * DAY_MS;
}

function unreadFeed(feed: FeedRow): Candidate {
  const { id, state, failures, outcomeMessage, polledAt } = feed;
  const why = outcomeMessage === null ? '' : ` ${outcomeMessage}`;
  if (state === 'gone')
    return {
      ...candidateOf(feed),
      key: `gone:${id}`,
      sentence: `Its publisher has taken the feed away.${why}`,
      at: new Date(polledAt ?? feed.createdAt),
    };
  return {
    ...candidateOf(feed),
    key: `unread:${id}:${feed.lastReadDay ?? 'never'}`,
    sentence: `Cannot be read; ${countOf(failures, 'poll', 'polls')} in a row failed, so nobody knows whether it is silent.${why}`,
    at: new Date(lastReadAt(feed) + SILENCE.atLeastMs),
  };
}

function candidateOf({ title, sourceTitle, sourceSlug }: FeedRow): Omit<Candidate, 'key' | 'sentence' | 'at'> {
  const name = title === null || title === sourceTitle ? sourceTitle : `${sourceTitle}: ${title}`;
  return { postId: null, title: name, quote: null, href: `/sources/${sourceSlug}` };
}
