import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isOneOf, run } from '../database/bulk.js';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { Parser } from '../polling/parser.js';
import { Queue } from '../queue/queue.js';
import { type KnownFeed, sifted } from '../sources/known-feed.js';
import { knownFromOpml } from '../sources/opml-feeds.js';
import { SourcesService } from '../sources/sources.service.js';
import { FeedListEntity } from './feed-list.entity.js';
import type { ListReading } from './list-reading.js';

/** A list that nobody said yes to, and one that was brought in. */
const SHOWN_MS = 60 * 60_000;
const IMPORTED_MS = 7 * 86_400_000;
/** Nobody follows as many; who tries has a wrong file, or means harm. */
const FEEDS_MAX = 100_000;
const LOOKUP_MAX = 1_000;
const SHOWN = { refused: 20, tags: 30, examples: 20 };

export type Shown = { result: 'shown'; id: string } | { result: 'refused'; message: string };
export type Confirmed = 'begun' | 'again' | 'late' | 'missing';

/** Lists of feeds: read and shown first, and brought in when somebody says so, exactly as they were shown. */
@Injectable()
export class FeedLists implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly parser: Parser,
    private readonly sources: SourcesService,
    private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.queue.handle('import-feeds', 1, ({ id }) => this.bringIn(id));
  }

  async show(name: string, bytes: Uint8Array): Promise<Shown> {
    const parsed = await this.parser.list({ bytes });
    if (!parsed.ok) return { result: 'refused', message: parsed.message };
    const { feeds, warnings } = parsed.reading;
    if (feeds.length > FEEDS_MAX)
      return {
        result: 'refused',
        message: `This list names ${feeds.length} feeds, and at most ${FEEDS_MAX} are brought in at once. Cut it into parts.`,
      };
    const list = sifted(feeds.map(knownFromOpml));
    if (list.feeds.length === 0)
      return {
        result: 'refused',
        message: [...warnings, ...list.refused.slice(0, 3), 'There is no feed in it that could be polled. Nothing was kept.'].join(' '),
      };
    const reading = await this.reading(list, warnings);
    const id = randomBytes(18).toString('base64url');
    const content = (await promisify(gzip)(JSON.stringify(list.feeds))).toString('base64');
    const row = { id, name, state: 'shown' as const, content, reading, position: 0, added: 0, createdAt: this.clock.now() };
    await this.database.write((manager) => manager.insert(FeedListEntity, row));
    return { result: 'shown', id };
  }

  async one(id: string): Promise<Omit<FeedListEntity, 'content'> | null> {
    const select = { id: true, name: true, state: true, reading: true, position: true, added: true, createdAt: true };
    return this.database.manager.findOne(FeedListEntity, { select, where: { id } });
  }

  /** A second time it changes nothing. */
  confirm(id: string): Promise<Confirmed> {
    return this.database.write(async (manager) => {
      const list = await manager.findOne(FeedListEntity, { select: { id: true, state: true, createdAt: true }, where: { id } });
      if (!list) return 'missing';
      if (list.state !== 'shown') return 'again';
      if (this.isLate(list)) return 'late';
      await manager.update(FeedListEntity, { id, state: 'shown' }, { state: 'importing' });
      return 'begun';
    });
  }

  isLate({ state, createdAt }: Pick<FeedListEntity, 'state' | 'createdAt'>): boolean {
    return state === 'shown' && this.clock.now().getTime() - createdAt.getTime() > SHOWN_MS;
  }

  /** Wakes the job for lists that wait, also where it was broken off; and clears away old ones. Resolves when none waits any more. */
  async tick(): Promise<void> {
    const waiting = await this.database.manager.find(FeedListEntity, { select: { id: true }, where: { state: 'importing' } });
    for (const { id } of waiting) await this.queue.add('import-feeds', id, { id });
  }

  async sweep(): Promise<void> {
    const now = this.clock.now().getTime();
    await this.database.write((manager) =>
      run(manager, `DELETE FROM feed_list WHERE (state = 'shown' AND created_at < ?) OR (state = 'imported' AND created_at < ?)`, [
        now - SHOWN_MS,
        now - IMPORTED_MS,
      ]),
    );
  }

  /** From the beginning, whatever was done before: what is there is passed over, and shows whose source its siblings belong to. */
  private async bringIn(id: string): Promise<void> {
    const list = await this.database.manager.findOneBy(FeedListEntity, { id, state: 'importing' });
    if (!list) return;
    const feeds = JSON.parse((await promisify(gunzip)(Buffer.from(list.content, 'base64'))).toString()) as KnownFeed[];
    await this.sources.addKnownFeeds(feeds, async (manager, done, added) => {
      await run(
        manager,
        'UPDATE feed_list SET position = CASE WHEN position < ? THEN ? ELSE position END, added = added + ? WHERE id = ?',
        [...[done, done], added, id],
      );
    });
    await this.database.write((manager) => manager.update(FeedListEntity, { id }, { state: 'imported', content: '' }));
  }

  private async reading({ feeds, refused, repeated }: ReturnType<typeof sifted>, warnings: string[]): Promise<ListReading> {
    const there = await this.there(feeds.map(({ url }) => url));
    const fresh = feeds.filter(({ url }) => !there.has(url));
    const tags = new Map<string, number>();
    for (const tag of feeds.flatMap((feed) => feed.tags ?? [])) tags.set(tag, (tags.get(tag) ?? 0) + 1);
    return {
      feeds: feeds.length,
      fresh: fresh.length,
      known: feeds.length - fresh.length,
      repeated,
      refused: refused.slice(0, SHOWN.refused),
      refusedCount: refused.length,
      warnings,
      tags: [...tags].map(([tag, count]) => ({ tag, feeds: count })).sort((a, b) => b.feeds - a.feeds).slice(0, SHOWN.tags), // prettier-ignore
      examples: fresh.slice(0, SHOWN.examples).map(({ url, title }) => ({ url, title: title ?? url })),
    };
  }

  /** Those that were removed would come back, and are as good as new. */
  private async there(urls: string[]): Promise<Set<string>> {
    const { manager } = this.database;
    const there = new Set<string>();
    for (let start = 0; start < urls.length; start += LOOKUP_MAX) {
      const sql = `SELECT url FROM feed WHERE ${isOneOf(manager, 'url')} AND state <> 'removed'`;
      for (const { url } of (await run(manager, sql, [urls.slice(start, start + LOOKUP_MAX)])) as { url: string }[]) there.add(url);
    }
    return there;
  }
}
