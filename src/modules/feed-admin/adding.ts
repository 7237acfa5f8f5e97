import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { insertMany, isOneOf, isPostgres, selectMany } from '../database/bulk.js';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { ensureSource } from '../sources/ensure-source.js';
import { restoreFeeds } from '../sources/feed-changes.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { addTags } from '../sources/feed-tags.js';
import { newFeed } from '../sources/new-feed.js';
import type { Choice } from './add.form.js';
import type { Offer } from './offer.js';
import { SeenDocuments } from './seen-documents.js';

/** Adds what somebody chose of an offer, in one write. What is there already stays as it is, so that a form may come twice. */
@Injectable()
export class Adding {
  constructor(
    private readonly database: Database,
    private readonly seen: SeenDocuments,
    private readonly clock: Clock,
  ) {}

  /** Out: the first of the chosen feeds, and how many are new. */
  async add(offer: Offer, choice: Choice): Promise<{ id: number; added: number }> {
    const now = this.clock.now();
    const chosen = offer.feeds.filter((_, place) => choice.feeds.includes(place));
    const { ids, fresh } = await this.database.write(async (manager) => {
      if (isPostgres(manager)) await manager.query(`SELECT pg_advisory_xact_lock(hashtext('hustings feed lists'))`);
      const urls = chosen.map(({ url }) => url);
      const there = await selectMany(manager, FeedEntity, isOneOf(manager, 'url'), [urls], ['id', 'url', 'sourceId']);
      const restored = await restoreFeeds(manager, there.map(({ id }) => id), now); // prettier-ignore
      const wanted = chosen.filter(({ url }) => !there.some((row) => row.url === url));
      const sourceId = wanted.length === 0 ? 0 : await this.sourceFor(manager, offer, choice, there[0]?.sourceId ?? null, now);
      const rows = wanted.map((feed) => newFeed({ ...feed, sourceId }, now));
      const back = await insertMany(manager, FeedEntity, rows as FeedEntity[], ['id', 'url']);
      const byUrl = new Map([
        ...there.map(({ id, url }) => [url, id] as const),
        ...back.map(({ id, url }) => [String(url), Number(id)] as const),
      ]);
      await addTags(manager, back.map(({ id }) => Number(id)), choice.tags); // prettier-ignore
      return { ids: urls.flatMap((url) => byUrl.get(url) ?? []), fresh: { urls: wanted.map(({ url }) => url), restored } };
    });
    for (const url of fresh.urls) await this.seen.handOver(url);
    return { id: ids[0] ?? 0, added: fresh.urls.length + fresh.restored };
  }

  /** Where nobody wrote another name, feeds join the source of those of their site that are there. */
  private sourceFor(manager: EntityManager, offer: Offer, choice: Choice, known: number | null, now: Date): Promise<number> {
    const isAsOffered = choice.title === offer.title;
    if (known !== null && isAsOffered) return Promise.resolve(known);
    const wanted = { title: choice.title, siteUrl: offer.siteUrl, platform: offer.platform ?? undefined, affiliation: choice.affiliation };
    return ensureSource(manager, wanted, now, { by: isAsOffered ? 'site' : 'title' });
  }
}
