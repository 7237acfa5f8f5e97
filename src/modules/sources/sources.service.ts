import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { readOpml } from '../../feeds/opml.js';
import { Clock } from '../clock/clock.js';
import { insertMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { KeptDocuments } from '../fetch/kept-documents.js';
import { restoreFeeds } from './feed-changes.js';
import { addTags } from './feed-tags.js';
import { ensureSource } from './ensure-source.js';
import { Credentials } from './credentials.js';
import { FeedEntity } from './feed.entity.js';
import { FeedFinder, type FeedNote, type Finding, type FoundFeed } from './feed-finder.js';
import { type KnownFeed, sifted } from './known-feed.js';
import { ListedFeeds } from './listed-feeds.js';
import { newFeed } from './new-feed.js';
import { knownFromOpml } from './opml-feeds.js';
import { Platforms } from './platforms.js';
import { typedAddress } from './typed-address.js';
import { type Affiliation, SourceEntity } from './source.entity.js';

type Account = NonNullable<ReturnType<Platforms['accountAt']>>;

/** The starter list lies beside `src` and `dist`, so that it can be read and changed without building. */
const STARTER = new URL('../../../starter/uk-government.opml', import.meta.url);
/** Feeds looked up in one statement. */
const LOOKUP_MAX = 500;
/** Feeds of a list in one write: less than a tenth of a second, for others wait. */
const LIST_BATCH = 250;

export interface AddRequest {
  /** Of a feed, or of a page that has one. */
  url: string;
  sourceTitle?: string;
  platform?: string;
  affiliation?: Affiliation;
  /** As `tagsOf` gives them. */
  tags?: string[];
}

/** What came of an address: `message` says it in words. */
export interface AddReport {
  result: 'added' | 'already-there' | 'nothing-found' | 'not-fetched';
  source: { slug: string; title: string } | null;
  added: FeedNote[];
  alreadyThere: FeedNote[];
  /** Found, and left alone: another format of the same entries, feeds of other pages. */
  others: FeedNote[];
  message: string;
}

export interface ListReport {
  added: number;
  alreadyThere: number;
  /** One sentence for each feed that cannot be polled. */
  refused: string[];
}

/** Inside the write of a batch: how many feeds of the list are done, and how many of this batch were new. */
type OnBatch = (manager: EntityManager, done: number, added: number) => Promise<void>;

@Injectable()
export class SourcesService {
  constructor(
    private readonly database: Database,
    private readonly finder: FeedFinder,
    private readonly kept: KeptDocuments,
    private readonly platforms: Platforms,
    private readonly credentials: Credentials,
    private readonly clock: Clock,
  ) {}

  /** Adds the feed at an address, or the feeds of the page there, and the comment feed that belongs to it. Whatever comes of it is a value. */
  async addFeed(request: AddRequest): Promise<AddReport> {
    const address = typedAddress(request.url);
    if (address.kind === 'none')
      return { result: 'not-fetched', source: null, added: [], alreadyThere: [], others: [], message: address.message };
    const url = address.kind === 'web' ? address.url : await this.finder.pageOf(address);
    const [known] = await this.known([url]);
    if (known) return this.alreadyThere(known, request);
    const account = this.platforms.accountAt(url);
    if (account) return this.addAccount(url, account, request);
    const finding = await this.finder.find(url, request.platform ?? null);
    if (finding.kind !== 'found') {
      const result = finding.kind === 'not-fetched' ? finding.kind : 'nothing-found';
      return { result, source: null, added: [], alreadyThere: [], others: [], message: finding.message };
    }
    return this.store(finding, request);
  }

  /** Adds an account that is read by its platform's API alone. Nothing is fetched: whether it is there shows at the first poll. */
  private async addAccount(url: string, { platform, ask }: Account, request: AddRequest): Promise<AddReport> {
    const [known] = await this.known([ask.url]);
    if (known) return this.alreadyThere(known, request);
    const name = new URL(url).pathname.split('/').findLast((part) => part !== '') ?? url;
    const title = request.sourceTitle ?? `${name} (${platform.label})`;
    const now = this.clock.now();
    const wanted = { title, siteUrl: url, platform: request.platform ?? platform.name, affiliation: request.affiliation };
    const feed = { url: ask.url, role: 'posts' as const, reader: platform.name, title: name, siteUrl: url };
    const source = await this.database.write(async (manager) => {
      const sourceId = await ensureSource(manager, wanted, now, { by: request.sourceTitle === undefined ? 'site' : 'title' });
      await addFeeds(manager, [newFeed({ ...feed, sourceId }, now)], request.tags ?? []);
      return sourceNote(manager, sourceId);
    });
    const notes = { source, added: [{ url, title: name, role: feed.role }], alreadyThere: [], others: [] };
    const isLocked = ask.credential !== null && (await this.credentials.of(platform.name, new URL(ask.url).host)) === null;
    const advice = isLocked
      ? `\n${platform.label} answers only with a credential: ${platform.credential ?? ''} Store it with: hustings credentials set ${platform.name}`
      : '';
    return { result: 'added', ...notes, message: inWords(notes) + advice };
  }

  /**
   * Adds feeds from a list, some hundred in each write. Nothing is fetched; a feed that is there already stays as it is.
   * @param onBatch what is to be written with each of them
   */
  async addKnownFeeds(list: readonly KnownFeed[], onBatch: OnBatch = () => Promise.resolve()): Promise<ListReport> {
    const { feeds, refused } = sifted(list);
    const listed = new ListedFeeds();
    const report = { added: 0, alreadyThere: 0, refused };
    for (let start = 0; start < feeds.length; start += LIST_BATCH) {
      const batch = feeds.slice(start, start + LIST_BATCH);
      const counts = await this.database.write(async (manager) => {
        const brought = await listed.add(manager, batch, this.clock.now());
        await onBatch(manager, start + batch.length, brought.added);
        return brought;
      });
      report.added += counts.added;
      report.alreadyThere += counts.alreadyThere;
    }
    return report;
  }

  /** Adds the starter list of British government; returns how many of its feeds are new. */
  async addStarter(): Promise<number> {
    const { feeds } = readOpml(await readFile(STARTER, 'utf8'));
    return (await this.addKnownFeeds(feeds.map(knownFromOpml))).added;
  }

  private known(urls: string[]): Promise<FeedEntity[]> {
    return find(this.database.manager, urls);
  }

  private async store(
    { feeds, others, siteUrl, title, platform }: Extract<Finding, { kind: 'found' }>,
    request: AddRequest,
  ): Promise<AddReport> {
    const now = this.clock.now();
    const report = await this.database.write(async (manager) => {
      const there = await find(
        manager,
        feeds.map((feed) => feed.url),
      );
      const fresh = feeds.filter((feed) => !there.some(({ url }) => url === feed.url));
      const wanted = {
        title: request.sourceTitle ?? title,
        siteUrl,
        platform: request.platform ?? platform ?? undefined,
        affiliation: request.affiliation,
      };
      // A comment feed that comes late joins the source of the posts that it belongs to.
      const sourceId =
        there[0] && request.sourceTitle === undefined
          ? there[0].sourceId
          : await ensureSource(manager, wanted, now, { by: request.sourceTitle === undefined ? 'site' : 'title' });
      await addFeeds(
        manager,
        fresh.map((feed) => newFeed({ ...feed, sourceId }, now)),
        request.tags ?? [],
      );
      return { source: await sourceNote(manager, sourceId), added: fresh, alreadyThere: there.map(noteOf) };
    });
    for (const { url, document, reader } of report.added) if (reader === null) await this.kept.keep(url, document);
    const notes = { ...report, added: report.added.map(noteOf), others };
    return { result: notes.added.length > 0 ? 'added' : 'already-there', ...notes, message: inWords(notes) };
  }

  /** A feed that was removed is brought back; it gets the tags that are given in any case. */
  private async alreadyThere(feed: FeedEntity, { tags = [] }: AddRequest): Promise<AddReport> {
    const isBack = await this.database.write(async (manager) => {
      await addTags(manager, [feed.id], tags);
      return (await restoreFeeds(manager, [feed.id], this.clock.now())) > 0;
    });
    const source = await sourceNote(this.database.manager, feed.sourceId);
    const notes = { source, added: isBack ? [noteOf(feed)] : [], alreadyThere: isBack ? [] : [noteOf(feed)], others: [] };
    return { result: isBack ? 'added' : 'already-there', ...notes, message: inWords(notes) };
  }
}

async function find(manager: EntityManager, urls: string[]): Promise<FeedEntity[]> {
  const found: FeedEntity[] = [];
  for (let start = 0; start < urls.length; start += LOOKUP_MAX) {
    found.push(...(await manager.findBy(FeedEntity, { url: In(urls.slice(start, start + LOOKUP_MAX)) })));
  }
  return found;
}

async function addFeeds(manager: EntityManager, feeds: Omit<FeedEntity, 'id'>[], tags: readonly string[]): Promise<void> {
  const back = await insertMany(manager, FeedEntity, feeds as FeedEntity[], ['id']);
  await addTags(
    manager,
    back.map(({ id }) => Number(id)),
    tags,
  );
}

async function sourceNote(manager: EntityManager, id: number): Promise<{ slug: string; title: string } | null> {
  return manager.findOne(SourceEntity, { select: { slug: true, title: true }, where: { id } });
}

function noteOf({ url, title, role }: FeedEntity | FoundFeed): FeedNote {
  return { url, title, role };
}

function inWords({ source, added, alreadyThere, others }: Omit<AddReport, 'result' | 'message'>): string {
  const lines = (feeds: FeedNote[]) => feeds.map(({ role, url, title }) => `  ${role.padEnd(8)}  ${url}${title ? `  (${title})` : ''}`);
  const to = source ? ` to “${source.title}”` : '';
  return [
    ...(added.length > 0 ? [`Added ${added.length === 1 ? 'a feed' : `${added.length} feeds`}${to}:`, ...lines(added)] : []),
    ...(alreadyThere.length > 0 ? ['There already:', ...lines(alreadyThere)] : []),
    ...(others.length > 0 ? ['Also found there, and not added:', ...lines(others)] : []),
  ].join('\n');
}
