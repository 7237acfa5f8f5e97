import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { isOneOf, run, selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { resumeFeeds } from '../sources/feed-changes.js';
import { noteOnFeed } from '../sources/feed-notes.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { takeAddress } from '../sources/moves.js';

/** under-way: asked, or due already and joined. patience: its server has asked us to wait. not-polled: paused, gone or removed. */
export type Asked = { result: 'under-way' } | { result: 'patience'; until: Date } | { result: 'not-polled' } | { result: 'missing' };
/** there: another feed has the new address. not-moved: it redirects nowhere, or does no more. */
export type Accepted = 'moved' | 'there' | 'not-moved' | 'missing';

/** What is done to feeds from the health pages. Polling itself finds what is due in the table: a feed that is to be asked now is made due. */
@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Makes a feed due. One that is due already, or being asked, stays as it is: the second who presses joins the first. */
  async askNow(id: number): Promise<Asked> {
    const now = this.clock.now();
    return this.database.write(async (manager): Promise<Asked> => {
      const [feed] = await selectMany(
        manager,
        FeedEntity,
        'id = ? AND post_id IS NULL',
        [id],
        ['state', 'failures', 'outcome', 'nextPollAt'],
      );
      if (!feed) return { result: 'missing' };
      if (feed.state !== 'active') return { result: 'not-polled' };
      const isThrottled = feed.failures > 0 && (feed.outcome?.startsWith('throttled') ?? false);
      if (isThrottled && feed.nextPollAt !== null && feed.nextPollAt > now) return { result: 'patience', until: feed.nextPollAt };
      await run(manager, 'UPDATE feed SET next_poll_at = ? WHERE id = ? AND (next_poll_at IS NULL OR next_poll_at > ?)', [
        now.getTime(),
        id,
        now.getTime(),
      ]);
      return { result: 'under-way' };
    });
  }

  /** Makes many due, but for those that were asked for patience. */
  async askAll(ids: readonly number[]): Promise<void> {
    const now = this.clock.now().getTime();
    await this.database.write((manager) =>
      run(
        manager,
        `UPDATE feed SET next_poll_at = ? WHERE state = 'active' AND next_poll_at > ? AND post_id IS NULL
            AND NOT (failures > 0 AND COALESCE(outcome, '') LIKE 'throttled%') AND ${isOneOf(manager, 'id')}`,
        [now, now, ids],
      ),
    );
  }

  /** Gives a feed the address that it redirects to, now, and has it asked there. */
  async accept(id: number): Promise<Accepted> {
    const now = this.clock.now();
    return this.database.write(async (manager) => {
      const [feed] = await selectMany(manager, FeedEntity, 'id = ? AND post_id IS NULL', [id], ['id', 'url', 'movedTo']);
      if (!feed) return 'missing';
      if (feed.movedTo === null) return 'not-moved';
      if (!(await takeAddress(manager, feed, 'accepted by an admin', now))) return 'there';
      await run(manager, `UPDATE feed SET next_poll_at = ? WHERE id = ? AND state = 'active'`, [now.getTime(), id]);
      return 'moved';
    });
  }

  /** Has a feed asked again whose publisher had said that it is gone. */
  async tryAgain(id: number): Promise<boolean> {
    const now = this.clock.now();
    return this.database.write(async (manager) => {
      const [feed] = await selectMany(manager, FeedEntity, `id = ? AND post_id IS NULL AND state = 'gone'`, [id], ['id']);
      if (!feed) return false;
      await resumeFeeds(manager, [id], now);
      await noteOnFeed(manager, id, 'Asked again, though it was said to be gone.', now);
      return true;
    });
  }
}
