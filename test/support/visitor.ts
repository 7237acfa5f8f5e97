import { Database } from '../../src/modules/database/database.js';
import { FeedEntity } from '../../src/modules/sources/feed.entity.js';
import { SourceEntity } from '../../src/modules/sources/source.entity.js';
import type { KnownFeed } from '../../src/modules/sources/known-feed.js';
import { SourcesService } from '../../src/modules/sources/sources.service.js';
import { Page } from './page.js';
import type { Site } from './site.js';

/** Reads pages and sends forms as a browser without script does. */
export class Visitor {
  constructor(readonly site: Site) {}

  async page(path: string): Promise<Page> {
    return new Page(await this.site.text(path));
  }

  post(path: string, said: Record<string, string | string[]>): Promise<Response> {
    const body = new URLSearchParams(
      Object.entries(said).flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, each])),
    );
    return fetch(this.site.url + path, { method: 'POST', redirect: 'manual', body });
  }

  /** Sends a form and opens the page that it leads to. */
  async send(path: string, said: Record<string, string | string[]>): Promise<{ status: number; page: Page }> {
    const response = await this.post(path, said);
    const location = response.headers.get('location');
    return { status: response.status, page: location === null ? new Page(await response.text()) : await this.page(location) };
  }

  async add(...feeds: KnownFeed[]): Promise<FeedEntity[]> {
    await this.site.app.get(SourcesService).addKnownFeeds(feeds);
    return this.feeds();
  }

  /** For the next test: every source goes, and with it all that hangs on it. */
  async clear(): Promise<void> {
    await this.site.database.write((manager) => manager.deleteAll(SourceEntity));
  }

  feeds(): Promise<FeedEntity[]> {
    return this.site.app.get(Database).manager.find(FeedEntity, { order: { id: 'ASC' } });
  }

  async feed(id: number): Promise<FeedEntity> {
    return this.site.app.get(Database).manager.findOneByOrFail(FeedEntity, { id });
  }
}
