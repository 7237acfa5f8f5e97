import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { distinctUntilChanged, exhaustMap, map, type Observable, ReplaySubject, takeUntil, takeWhile, timer } from 'rxjs';
import { Clock } from '../clock/clock.js';
import { selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { countOf } from '../pages/words.js';
import { FeedEntity } from '../sources/feed.entity.js';

/** How far it is: what a page says, and what follows while one looks at it. */
export interface Progress {
  words: string;
  done: number;
  of: number;
  isOver: boolean;
}

/** What an event carries. */
export interface ProgressEvent {
  data: Progress;
}

const LOOK_MS = 500;
/** A browser that still listens then begins anew by itself. */
const STREAM_MS = 120_000;

/** Tells how far polling is. It looks into the table, so that it does not matter which thread or machine polls. */
@Injectable()
export class ProgressTeller implements OnModuleDestroy {
  /** Also for those who come when it is stopping already. */
  private readonly stopping = new ReplaySubject<void>(1);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The server is to stop: it does not wait for those who look on. */
  onModuleDestroy(): void {
    this.stopping.next();
  }

  /** Of one feed: it is over when it is not due any more. Null where there is no such feed. */
  async ofFeed(id: number): Promise<Progress | null> {
    const { manager } = this.database;
    const columns = ['host', 'state', 'nextPollAt', 'outcomeMessage'] as const;
    const [feed] = await selectMany(manager, FeedEntity, 'id = ? AND post_id IS NULL', [id], columns);
    if (!feed) return null;
    const { host, state, nextPollAt, outcomeMessage } = feed;
    if (state !== 'active' || nextPollAt === null || nextPollAt > this.clock.now())
      return { words: outcomeMessage ?? 'It is not due.', done: 1, of: 1, isOver: true };
    const [row] = await manager.sql<{ ahead: number }[]>`
      SELECT COUNT(*) AS ahead FROM feed WHERE host = ${host} AND state = 'active' AND next_poll_at < ${nextPollAt.getTime()}`;
    const ahead = Number(row?.ahead ?? 0);
    const words =
      ahead === 0
        ? `Next on ${host}: it is asked within seconds.`
        : `Waiting: ${countOf(ahead, 'feed', 'feeds')} of ${host} ${ahead === 1 ? 'is' : 'are'} asked before it, one after another.`;
    return { words, done: 0, of: 1, isOver: false };
  }

  /** Of all that is due. @param of how many there were when somebody asked for it */
  async ofAll(of: number): Promise<Progress> {
    const [row] = await this.database.manager.sql<{ due: number; hosts: number }[]>`
      SELECT COUNT(*) AS due, COUNT(DISTINCT host) AS hosts FROM feed WHERE state = 'active' AND next_poll_at <= ${this.clock.now().getTime()}`;
    const [due, hosts] = [Number(row?.due ?? 0), Number(row?.hosts ?? 0)];
    if (due === 0) return { words: 'All that was due has been asked.', done: of, of, isOver: true };
    const words = `${countOf(due, 'feed is', 'feeds are')} still due, on ${countOf(hosts, 'host', 'hosts')}. A host is asked for one at a time.`;
    return { words, done: Math.max(0, of - due), of: Math.max(of, due), isOver: false };
  }

  /** The same again and again, where it has changed, until it is over. */
  stream(look: () => Promise<Progress>): Observable<ProgressEvent> {
    return timer(0, LOOK_MS).pipe(
      exhaustMap(look),
      distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
      takeWhile(({ isOver }) => !isOver, true),
      map((data) => ({ data })),
      takeUntil(timer(STREAM_MS)),
      takeUntil(this.stopping),
    );
  }
}
