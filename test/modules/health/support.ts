import { Clock } from '../../../src/modules/clock/clock.js';
import { Poller } from '../../../src/modules/polling/poller.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { Page } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';
import { startWeb, type Web } from '../../support/web.js';

/** The pages beside a web on loopback, with a clock that the test moves. */
export class Ward {
  now = Date.parse('2008-04-05T12:00:00Z');

  private constructor(
    readonly site: Site,
    readonly web: Web,
  ) {
    site.app.get(Clock).now = () => new Date(this.now);
  }

  static async open(): Promise<Ward> {
    return new Ward(await startSite(undefined, { ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0' }), await startWeb());
  }

  async close(): Promise<void> {
    await this.site.close();
    await this.web.close();
  }

  async clear(): Promise<void> {
    await this.site.database.write((manager) => manager.deleteAll(SourceEntity));
  }

  /** A feed of the web, and its number. */
  async follow(path: string, sourceTitle = 'A blog'): Promise<number> {
    await this.site.app.get(SourcesService).addKnownFeeds([{ url: this.web.url + path, title: `Of ${path}`, sourceTitle }]);
    return (await this.site.database.manager.findOneByOrFail(FeedEntity, { url: this.web.url + path })).id;
  }

  /** Gives a feed a state that polls would have given it. */
  async set(
    id: number,
    said: Partial<Pick<FeedEntity, 'state' | 'failures' | 'outcome' | 'outcomeMessage' | 'nextPollAt' | 'title'>>,
  ): Promise<void> {
    await this.site.database.write((manager) => manager.update(FeedEntity, id, said));
  }

  feed(id: number): Promise<FeedEntity> {
    return this.site.database.manager.findOneByOrFail(FeedEntity, { id });
  }

  /** Polls what is due. */
  async poll(): Promise<void> {
    await this.site.app.get(Poller).pollOnce(false, () => undefined);
  }

  async page(path: string): Promise<Page> {
    return new Page(await this.site.text(path));
  }

  press(path: string, said: Record<string, string> = {}): Promise<Response> {
    return fetch(this.site.url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(said) });
  }
}

/** Entries of so many days ago. */
export function rss(now: number, ...daysAgo: number[]): string {
  const items = daysAgo.map((days) => {
    const at = new Date(now - days * 86_400_000);
    return `<item><guid isPermaLink="false">${at.toISOString()}</guid><title>Of ${at.toISOString()}</title><pubDate>${at.toUTCString()}</pubDate></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title>${items.join('')}</channel></rss>`;
}
