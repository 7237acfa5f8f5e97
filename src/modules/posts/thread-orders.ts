import { Injectable } from '@nestjs/common';
import { readingOrder } from '../../feeds/threads.js';
import { Clock } from '../clock/clock.js';
import { personKey } from './speaker.js';
import { ThreadQuery } from './thread.query.js';

/** A shorter thread is read and ordered in a millisecond or two, and then shows every change at once. */
const KEPT_FROM_COMMENTS = 500;
/** Threads whose order is kept, and their comments altogether: some ten bytes each, so that this is a few megabytes at most. */
const KEPT_THREADS_MAX = 64;
const KEPT_COMMENTS_MAX = 500_000;
/** A comment that found another parent changes no number that we look at: it shows in its new place after this time at the latest. */
const KEPT_SECONDS = 60;

/** The comments of a thread in reading order: the same place of each list is the same comment. */
export interface ThreadOrder {
  threadId: number;
  ids: Int32Array;
  /** 1 for an answer to the post. */
  depths: Int32Array;
  /** What each hangs on here: the post's own id, or that of another comment. */
  parents: Int32Array;
  /** Everybody who speaks, the post's author among them. */
  people: number;
  firstAt: number | null;
  lastAt: number | null;
}

interface Kept {
  until: number;
  order: ThreadOrder;
}

/**
 * The reading order of threads. Any page of a thread needs the order of all of it, and that of 100,000 comments takes twice as long to read and to
 * build as the page itself; so it is kept for a short while, without the words, and one look at an index tells whether it still holds.
 */
@Injectable()
export class ThreadOrders {
  private readonly kept = new Map<number, Kept>();

  constructor(
    private readonly clock: Clock,
    private readonly threads: ThreadQuery,
  ) {}

  async of(threadId: number): Promise<ThreadOrder> {
    const [found, now] = [this.kept.get(threadId), this.clock.now().getTime()];
    if (found && now < found.until && found.order.ids.length === (await this.threads.size(threadId))) return found.order;
    const order = await this.build(threadId);
    if (order.ids.length > KEPT_FROM_COMMENTS) this.keep({ order, until: now + KEPT_SECONDS * 1000 });
    return order;
  }

  private async build(threadId: number): Promise<ThreadOrder> {
    const { ids, parentIds, firstAt, lastAt } = await this.threads.nodes(threadId);
    const speakers = await this.threads.speakers(threadId);
    const { places, depths, parents } = readingOrder(ids, parentIds);
    return {
      threadId,
      ids: places.map((place) => ids[place] ?? 0),
      depths: places.map((place) => depths[place] ?? 0),
      parents: places.map((place) => ids[parents[place] ?? -1] ?? threadId),
      people: new Set(speakers.map(personKey).filter((key) => key !== null)).size,
      firstAt,
      lastAt,
    };
  }

  /** The ones built longest ago make room: a Map keeps the order of insertion. */
  private keep(kept: Kept): void {
    this.kept.delete(kept.order.threadId);
    this.kept.set(kept.order.threadId, kept);
    let comments = [...this.kept.values()].reduce((sum, { order }) => sum + order.ids.length, 0);
    for (const [id, { order }] of this.kept) {
      if (this.kept.size <= 1 || (this.kept.size <= KEPT_THREADS_MAX && comments <= KEPT_COMMENTS_MAX)) return;
      this.kept.delete(id);
      comments -= order.ids.length;
    }
  }
}
