import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { insertMany, isPostgres } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Queue } from '../queue/queue.js';
import { CalendarQuery } from './calendar.query.js';
import { nextToClose } from './closing.js';
import { EditionEntity } from './edition.entity.js';
import { EditionQuery } from './edition.query.js';
import { LIMITS } from './limits.js';
import { keepShown, shownIn } from './shown-posts.js';
import { periodOf, type Period, type PeriodKind } from './period.js';

/** Counted up when `EditionRows` changes in a way that what was kept before cannot be read as it is. */
const SCHEMA_VERSION = 1;
/** So often an edition is read again because something arrived meanwhile; then the next tick tries. */
const TRIES = 5;

/** Closes editions some time after their periods are over: from then on they stay as they are. Which are due follows from those that are closed. */
@Injectable()
export class EditionsCloser implements OnModuleInit {
  private readonly logger = new Logger(EditionsCloser.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly calendar: CalendarQuery,
    private readonly query: EditionQuery,
  ) {}

  onModuleInit(): void {
    this.queue.handle('close-editions', 1, (_, signal) => this.run(signal));
  }

  /** Wakes the job where an edition is due. Resolves when nothing is left to do. */
  async tick(): Promise<void> {
    if (await this.next()) await this.queue.add('close-editions', 'all', {});
  }

  /** Closes all that are due, the earliest first. */
  async run(signal?: AbortSignal): Promise<void> {
    for (let period = await this.next(); period && !signal?.aborted; period = await this.next()) {
      if (await this.close(period)) continue;
      this.logger.log(`The edition ${period.key} waits to be closed, because posts of it are still arriving.`);
      return;
    }
  }

  private async next(): Promise<Period | null> {
    const { timezone: zone } = this.config;
    const rows = await this.database.manager.sql<{ kind: PeriodKind; until: number }[]>`
      SELECT kind, MAX(until_at) AS until FROM edition WHERE zone = ${zone} GROUP BY kind`;
    const closedUntil = new Map(rows.map(({ kind, until }) => [kind, new Date(until)]));
    return nextToClose(closedUntil, await this.calendar.listeningSince(), this.clock.now(), zone);
  }

  /**
   * An edition is read before the write opens, since reading a month takes its time. If other posts are there when the write has begun, it is
   * read again: so each post is either in the edition or stored after it closed. Two workers write the same; the first one counts.
   */
  private async close(period: Period): Promise<boolean> {
    for (let tries = 0; tries < TRIES; tries++) {
      const before = await postsOf(period, this.database.manager);
      const [pageRows, feedRows] = [await this.query.read(period, LIMITS.page), await this.query.read(period, LIMITS.feed)];
      const previousAt = await this.calendar.before(period.from);
      const previousKey = previousAt && periodOf(period.kind, previousAt, period.zone).key;
      const isClosed = await this.database.write(async (manager) => {
        // Whoever stores posts just now is waited for, so that none of them has a number below the newest and is yet to appear.
        if (isPostgres(manager)) await manager.query('LOCK TABLE post IN SHARE MODE');
        if ((await postsOf(period, manager)) !== before) return false;
        const shown = shownIn({ pageRows, feedRows });
        if (!(await keepShown(manager, shown, period.until))) return false;
        const row = {
          key: period.key,
          zone: period.zone,
          kind: period.kind,
          untilAt: period.until,
          closedAt: this.clock.now(),
          schemaVersion: SCHEMA_VERSION,
          newestPostId: await newestPost(manager),
          previousKey,
          pageRows,
          feedRows,
          isLookedThrough: 1,
        };
        await insertMany(manager, EditionEntity, [row], [], 'keep');
        return true;
      });
      if (isClosed) return true;
    }
    return false;
  }
}

/** Changes when a post of a period is added or goes. */
async function postsOf({ from, until }: Period, manager: EntityManager): Promise<string> {
  const [row] = await manager.sql<{ posts: string }[]>`
    SELECT COUNT(*) || ' ' || COALESCE(SUM(id), 0) AS posts FROM post WHERE sort_at >= ${from.getTime()} AND sort_at < ${until.getTime()}`;
  return row?.posts ?? '';
}

async function newestPost(manager: EntityManager): Promise<number> {
  const [row] = await manager.sql<{ id: number }[]>`SELECT COALESCE(MAX(id), 0) AS id FROM post`;
  return row?.id ?? 0;
}
