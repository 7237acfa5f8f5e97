import { Clock } from '../../../src/modules/clock/clock.js';
import { Poller } from '../../../src/modules/polling/poller.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { HubSubscriptionEntity } from '../../../src/modules/sources/hub-subscription.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { Subscriptions } from '../../../src/modules/websub/subscriptions.js';
import { LoopbackHub } from '../../support/hub.js';
import { type Site, startSite } from '../../support/site.js';
import { startWeb, type Web } from '../../support/web.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const START = Date.parse('2008-04-05T12:00:00Z');

export interface Item {
  guid: string;
  at: number;
  words?: string;
}

/** A site beside a blog and its hub, with a clock that the test moves. */
export class Listening {
  now = START;

  private constructor(
    readonly site: Site,
    readonly web: Web,
    readonly hub: LoopbackHub,
  ) {
    site.app.get(Clock).now = () => new Date(this.now);
  }

  static async open(env: Record<string, string> = {}): Promise<Listening> {
    const site = await startSite(undefined, { ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0', ...env });
    const hub = await LoopbackHub.open((callback) => callback.replace(site.config.baseUrl, site.url));
    return new Listening(site, await startWeb(), hub);
  }

  async close(): Promise<void> {
    await this.site.close();
    await this.web.close();
    await this.hub.close();
  }

  /** Everything as at the beginning. */
  async clear(): Promise<void> {
    await this.site.database.write((manager) => manager.deleteAll(SourceEntity));
    this.hub.asked.length = 0;
    this.hub.answers = () => ({ status: 202 });
    this.now = START;
  }

  topic(path = '/feed'): string {
    return this.web.url + path;
  }

  /** A document that names the hub. */
  document(items: readonly Item[], path = '/feed', hub = this.hub.url): string {
    const links = `<atom:link rel="hub" href="${hub}"/><atom:link rel="self" href="${this.topic(path)}"/>`;
    return rss(items, links);
  }

  publish(items: readonly Item[], path = '/feed'): void {
    this.web.routes[path] = this.document(items, path);
  }

  async follow(path = '/feed'): Promise<void> {
    await this.site.app.get(SourcesService).addKnownFeeds([{ url: this.topic(path), title: path, sourceTitle: `Of ${path}` }]);
  }

  /** Polls all, or what is due. */
  async poll(all = true): Promise<number> {
    return (await this.site.app.get(Poller).pollOnce(all, () => undefined)).feeds;
  }

  /** Lets time pass, and what is due then at hubs happen. */
  async pass(ms: number): Promise<void> {
    this.now += ms;
    await this.site.app.get(Subscriptions).settle();
    await this.site.app.get(Subscriptions).tick();
  }

  /** A feed that is polled once, and whose hub tells of it from now on. */
  async subscribe(items: readonly Item[], path = '/feed'): Promise<void> {
    this.publish(items, path);
    await this.follow(path);
    await this.poll();
    await this.pass(0);
    await this.hub.verify();
    this.now += MINUTE;
    await this.poll();
  }

  async row(): Promise<HubSubscriptionEntity> {
    return this.site.database.manager.findOneByOrFail(HubSubscriptionEntity, { isNamed: 1 });
  }

  rows(): Promise<HubSubscriptionEntity[]> {
    return this.site.database.manager.find(HubSubscriptionEntity, { order: { id: 'ASC' } });
  }

  async feed(path = '/feed'): Promise<FeedEntity> {
    return this.site.database.manager.findOneByOrFail(FeedEntity, { url: this.topic(path) });
  }

  /** Minutes until the feed is polled next. */
  async minutesAhead(): Promise<number> {
    return ((await this.feed()).nextPollAt!.getTime() - this.now) / MINUTE;
  }

  posts(): Promise<PostEntity[]> {
    return this.site.database.manager.find(PostEntity, { order: { id: 'ASC' } });
  }

  async guids(): Promise<string[]> {
    return (await this.posts()).map(({ guid }) => guid);
  }
}

export function rss(items: readonly Item[], head = ''): string {
  const entries = items.map(
    ({ guid, at, words = `Words of ${guid}` }) =>
      `<item><guid isPermaLink="false">${guid}</guid><title>On ${guid}</title><description>${words}</description><pubDate>${new Date(at).toUTCString()}</pubDate></item>`,
  );
  return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>A blog</title>${head}${entries.join('')}</channel></rss>`;
}
