import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { COMMAND_STATUS } from '../accounts/audit-outcome.js';
import { Audit } from '../accounts/audit.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { MetaEntity } from '../database/meta.entity.js';
import { countOf } from '../pages/words.js';
import { Queue } from '../queue/queue.js';
import { Purge } from './purge.js';
import { isDue } from './terms.js';

/** The row of `meta` that says when the last purge was done. */
const KEY = 'purged-at';
/** Under which name it stands in the log: nobody was there. */
const ACTOR = 'the nightly purge';

/** Purges every night what is older than it is to be kept. */
@Injectable()
export class Retention implements OnModuleInit {
  private readonly logger = new Logger(Retention.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly purge: Purge,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.queue.handle('purge-posts', 1, (_, signal) => this.run(signal));
  }

  /** Wakes the job where a night's purge is to be done. Resolves when it is. */
  async tick(): Promise<void> {
    const row = await this.database.manager.findOneBy(MetaEntity, { key: KEY });
    const doneAt = row ? new Date(Number(row.value)) : null;
    if (isDue(doneAt, this.clock.now(), this.config.timezone)) await this.queue.add('purge-posts', 'all', {});
  }

  private async run(signal: AbortSignal): Promise<void> {
    const startedAt = this.clock.now();
    const { retention } = this.config;
    const { threads, posts } = await this.purge.run(retention, { signal });
    if (posts > 0) {
      this.logger.log(`Purged ${countOf(posts, 'post', 'posts')} in ${countOf(threads, 'thread', 'threads')}.`);
      const fields = { ...retention, purgedThreads: threads, purgedPosts: posts };
      const id = await this.audit.begin({ accountId: null, actor: ACTOR, means: 'command', action: 'purge', target: '', fields });
      await this.audit.end(id, COMMAND_STATUS.done, fields);
    }
    // What was broken off goes on with the next tick of the next process.
    if (signal.aborted) return;
    const done = { key: KEY, value: String(startedAt.getTime()) };
    await this.database.write((manager) => manager.upsert(MetaEntity, done, ['key']));
  }
}
