import type { EntityManager } from 'typeorm';
import { insertMany, isOneOf, isPostgres, selectMany } from '../database/bulk.js';
import { spellings } from './ensure-source.js';
import { restoreFeeds } from './feed-changes.js';
import { FeedEntity, type FeedSettings } from './feed.entity.js';
import { FeedTagEntity } from './feed-tag.entity.js';
import { tagsOf } from './feed-tags.js';
import type { KnownFeed } from './known-feed.js';
import { newFeed } from './new-feed.js';
import { Slugs } from './slugs.js';
import { type Affiliation, SourceEntity } from './source.entity.js';

/** A source that is there, or that is about to be made: then its number comes later. */
interface Candidate {
  id: number | null;
  title: string;
  siteUrl: string | null;
  platform: string;
  affiliation: Affiliation;
}

/** Feeds of a list, new and known ones. */
export interface Counts {
  added: number;
  alreadyThere: number;
}

/**
 * Brings the feeds of one list in, some at a time, in a few statements for all of them: one by one, a list of ten thousand takes as many looks for its
 * sources. What of the list is there already shows which source its siblings belong to, so that a list which was broken off goes on where it was.
 */
export class ListedFeeds {
  private readonly byKey = new Map<string, Candidate>();

  /** In: feeds as `sifted` gives them. A feed that is there stays as it is, unless it was removed: then it is brought back. */
  async add(manager: EntityManager, feeds: readonly KnownFeed[], now: Date): Promise<Counts> {
    // Two lists at once would each make the sources that both name.
    if (isPostgres(manager)) await manager.query(`SELECT pg_advisory_xact_lock(hashtext('hustings feed lists'))`);
    const there = await selectMany(
      manager,
      FeedEntity,
      isOneOf(manager, 'url'),
      [feeds.map(({ url }) => url)],
      ['id', 'url', 'sourceId', 'state'],
    );
    const known = new Map(there.map((row) => [row.url, row]));
    await this.learn(manager, feeds, known);
    const removed = there.filter(({ state }) => state === 'removed').map(({ id }) => id);
    await restoreFeeds(manager, removed, now);
    const fresh = feeds.filter(({ url }) => !known.has(url));
    await this.insert(manager, fresh, now);
    return { added: fresh.length + removed.length, alreadyThere: there.length - removed.length };
  }

  /** What is there says of whose source it is. */
  private async learn(
    manager: EntityManager,
    feeds: readonly KnownFeed[],
    known: ReadonlyMap<string, Pick<FeedEntity, 'sourceId'>>,
  ): Promise<void> {
    const keyed = feeds.filter(({ sourceKey, url }) => sourceKey && !this.byKey.has(sourceKey) && known.has(url));
    if (keyed.length === 0) return;
    const ids = keyed.map(({ url }) => known.get(url)?.sourceId);
    const sources = new Map((await candidatesFor(manager, isOneOf(manager, 'id'), [ids])).map((each) => [each.id, each]));
    for (const { sourceKey, url } of keyed) {
      const source = sources.get(known.get(url)?.sourceId ?? null);
      if (sourceKey && source && !this.byKey.has(sourceKey)) this.byKey.set(sourceKey, source);
    }
  }

  private async insert(manager: EntityManager, feeds: readonly KnownFeed[], now: Date): Promise<void> {
    const candidates = new Candidates(await this.possible(manager, feeds));
    const placed = feeds.map((feed) => ({ feed, source: this.sourceOf(feed, candidates) }));
    await insertSources(manager, candidates.fresh, now);
    const rows = placed.map(({ feed, source }) => rowOf(feed, source.id ?? 0, now));
    const back = await insertMany(manager, FeedEntity, rows as FeedEntity[], ['id', 'url'], 'keep');
    const ids = new Map(back.map(({ id, url }) => [url, Number(id)]));
    const tags = feeds.flatMap(({ url, tags: own = [] }) => {
      const feedId = ids.get(url);
      return feedId === undefined ? [] : tagsOf(own).map((tag) => ({ feedId, tag }));
    });
    await insertMany(manager, FeedTagEntity, tags);
  }

  /** Every source that one of the feeds may belong to. */
  private possible(manager: EntityManager, feeds: readonly KnownFeed[]): Promise<Candidate[]> {
    const sites = feeds.flatMap(({ siteUrl }) => (siteUrl ? spellings(siteUrl) : []));
    const condition = `is_sample = 0 AND (${isOneOf(manager, 'site_url')} OR ${isOneOf(manager, 'title')}) ORDER BY id`;
    return candidatesFor(manager, condition, [sites, feeds.map(titleOf)]);
  }

  /** As `ensureSource` finds or makes it. */
  private sourceOf(feed: KnownFeed, candidates: Candidates): Candidate {
    const { siteUrl = null, sourceTitle, sourceKey, platform, affiliation } = feed;
    const known = sourceKey ? this.byKey.get(sourceKey) : undefined;
    if (known) return known;
    const title = titleOf(feed);
    const others = new Set(sourceKey ? this.byKey.values() : []);
    const found =
      !sourceTitle && siteUrl !== null
        ? candidates.at(siteUrl)
        : candidates.named(title).find(
            (each) =>
              // A source of which the number is known may have been read twice.
              ![...others].some((other) => other === each || (other.id !== null && other.id === each.id)) &&
              (!sourceTitle || ((platform ?? each.platform) === each.platform && (affiliation ?? each.affiliation) === each.affiliation)),
          );
    const source =
      found ?? candidates.add({ id: null, title, siteUrl, platform: platform ?? 'web', affiliation: affiliation ?? 'unknown' });
    if (sourceKey) this.byKey.set(sourceKey, source);
    return source;
  }
}

/** Sources by their site and by their title, in the order in which they were made. */
class Candidates {
  readonly fresh: Candidate[] = [];
  private readonly bySite = new Map<string, Candidate>();
  private readonly byTitle = new Map<string, Candidate[]>();

  constructor(there: readonly Candidate[]) {
    for (const candidate of there) this.file(candidate);
  }

  at(siteUrl: string): Candidate | undefined {
    return this.bySite.get(siteKey(siteUrl));
  }

  named(title: string): Candidate[] {
    return this.byTitle.get(title) ?? [];
  }

  add(candidate: Candidate): Candidate {
    this.fresh.push(candidate);
    this.file(candidate);
    return candidate;
  }

  private file(candidate: Candidate): void {
    const { siteUrl, title } = candidate;
    if (siteUrl !== null && !this.bySite.has(siteKey(siteUrl))) this.bySite.set(siteKey(siteUrl), candidate);
    const named = this.byTitle.get(title);
    if (named) named.push(candidate);
    else this.byTitle.set(title, [candidate]);
  }
}

/** The same for all spellings of a site's address. */
function siteKey(siteUrl: string): string {
  return siteUrl.replace(/^https?:\/\//, '').replace(/\/+$/, '');
}

function titleOf({ url, title, sourceTitle }: KnownFeed): string {
  return sourceTitle ?? title ?? new URL(url).host;
}

function candidatesFor(manager: EntityManager, condition: string, parameters: unknown[]): Promise<Candidate[]> {
  return selectMany(manager, SourceEntity, condition, parameters, ['id', 'title', 'siteUrl', 'platform', 'affiliation']);
}

async function insertSources(manager: EntityManager, sources: readonly Candidate[], now: Date): Promise<void> {
  const slugs = await new Slugs(manager).free(sources.map(({ title }) => title));
  const rows = sources.map((source, index) => ({ ...source, slug: slugs[index], isSample: 0, createdAt: now }));
  const back = await insertMany(manager, SourceEntity, rows as unknown as SourceEntity[], ['id', 'slug']);
  const ids = new Map(back.map(({ id, slug }) => [slug, Number(id)]));
  sources.forEach((source, index) => (source.id = ids.get(slugs[index]) ?? null));
}

function rowOf(feed: KnownFeed, sourceId: number, now: Date): Omit<FeedEntity, 'id'> {
  const { url, title = null, siteUrl = null, role = 'posts', state = 'active', leastMinutes, mostMinutes } = feed;
  const settings: FeedSettings = { ...(leastMinutes ? { leastMinutes } : {}), ...(mostMinutes ? { mostMinutes } : {}) };
  return newFeed({ sourceId, url, role, title, siteUrl, state, settings }, now);
}
