import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DateTime } from 'luxon';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { GapsQuery } from '../engagement/gaps.query.js';
import { bucketsOf, spanAsked } from '../engagement/period.js';
import type { VolumeKey } from '../engagement/portrait.js';
import { keysOf } from '../engagement/volume.view.js';
import { volumeChart } from '../engagement/volume.chart.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { formatOf, sendFeed } from '../posts/feed-response.js';
import { instantOfPlace } from '../search/place.js';
import { parseQuery } from '../search/query-parser.js';
import type { Query } from '../search/query.js';
import { ResultsQuery } from '../search/results.query.js';
import { searchFeed } from '../search/search.feed.js';
import { SearchService } from '../search/search.service.js';
import { feedHrefOf, hrefOf as hrefOfSearch } from '../search/search.view.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { COUNTED_MS } from '../spikes/spike.js';
import { Spikes } from '../spikes/spikes.service.js';
import { hrefOfWatch, type Listed } from './hrefs.js';
import type { SavedSearchEntity } from './saved-search.entity.js';
import { SavedSearches } from './saved-searches.service.js';
import { volumeOf } from './volume.js';
import { type Matches, MATCHES_PER_PAGE, matchesView, watchView } from './watch.view.js';
import { type MatchRow, type Wanted, WatchesQuery } from './watches.query.js';

type Said = Record<string, unknown>;

/** So many of the newest are drawn and looked at for spikes: a watch that finds more shows its newest. */
const LOOKED_AT_MAX = 20_000;
const FEED_ITEMS = 50;

/** The pages of one watch. */
@Injectable()
export class WatchPages {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly query: WatchesQuery,
    private readonly saved: SavedSearches,
    private readonly search: SearchService,
    private readonly results: ResultsQuery,
    private readonly spikes: Spikes,
    private readonly gaps: GapsQuery,
    private readonly clock: Clock,
  ) {}

  async page(slug: string, said: Said, mayRemove: boolean, response: Response): Promise<void> {
    const row = await this.find(slug);
    if (row.isWatched === 0) return response.redirect(302, hrefOfSearch(row.query, 'relevance', null));
    const { timezone: zone } = this.config;
    const now = this.clock.now();
    const { found: total, firstPlace } = await this.query.count(row.id);
    const first = firstPlace === null ? null : instantOfPlace(firstPlace);
    const span = spanAsked({ period: 'year', ...said }, { first, latest: null }, now, zone);
    const drawn = await this.query.matches({ ...ofAll(row), fromAt: span.from, untilAt: span.until, rowsMax: LOOKED_AT_MAX + 1 });
    const volume = volumeOf(drawn.slice(0, LOOKED_AT_MAX), bucketsOf(span, zone));
    const keys = keysOf(volume);
    const buckets = volume.map(({ bucket }) => bucket);
    const sourceIds = drawn.map(({ sourceId }) => sourceId);
    const gaps = await this.gaps.wordsFor(sourceIds, span, buckets);
    const parsed = parseQuery(row.query, zone);
    const error = parsed.ok ? await this.search.check(parsed.query) : parsed.error;
    const view = watchView({
      row,
      query: parsed.ok ? parsed.query : null,
      trouble: error?.sentence ?? null,
      total,
      span,
      volume,
      isCut: drawn.length > LOOKED_AT_MAX,
      gaps,
      chart: keys.length > 0 ? await volumeChart(volume, keys, gaps) : null,
      findings: await this.spikes.of(await this.recent(row, now), now),
      matches: await this.matches(ofAll(row)),
      mayRemove,
      zone,
    });
    this.send(response, 'watch', view);
  }

  async posts(slug: string, said: Said, response: Response): Promise<void> {
    const row = await this.find(slug);
    const listed = listedOf(said);
    const [fromAt, untilAt] = [this.instantOf(listed.from), this.instantOf(listed.until)];
    const matches = await this.matches({ ...ofAll(row), voice: listed.voice, fromAt, untilAt, beforePlace: listed.beforePlace });
    this.send(response, 'watch-posts', matchesView(row, this.parsed(row), listed, matches));
  }

  async feed(slug: string, request: Request, response: Response): Promise<void> {
    const row = await this.find(slug);
    if (row.isWatched === 0) return response.redirect(302, feedHrefOf(row.query, formatOf(request)));
    const found = await this.query.matches({ ...ofAll(row), rowsMax: FEED_ITEMS });
    const rows = await this.results.rows(
      found.map(({ postId }) => postId),
      { html: true },
    );
    const path = hrefOfWatch(row.slug);
    const feed = { ...searchFeed(row.query, rows), title: `Hustings: ${row.name}`, feedPath: path, search: '', pagePath: path };
    sendFeed(feed, this.config, request, response);
  }

  async confirm(slug: string, response: Response): Promise<void> {
    const { name, query, isWatched } = await this.find(slug);
    const page = { title: `Remove ${name}?`, description: 'Removes a saved search.', path: null, feeds: [], standalone: false };
    this.send(response, 'watch-remove', { page, firstRun: null, name, query, isWatched: isWatched === 1, href: hrefOfWatch(slug) });
  }

  private async find(slug: string): Promise<SavedSearchEntity> {
    const row = await this.saved.bySlug(slug);
    if (row) return row;
    throw new PageNotFound('There is no watch at this address. It may have been removed.', [{ href: '/watches', label: 'All watches' }]);
  }

  private parsed(row: SavedSearchEntity): Query | null {
    const parsed = parseQuery(row.query, this.config.timezone);
    return parsed.ok ? parsed.query : null;
  }

  private async matches(wanted: Wanted): Promise<Matches> {
    const all = await this.query.matches({ ...wanted, rowsMax: MATCHES_PER_PAGE + 1 });
    const found = all.slice(0, MATCHES_PER_PAGE);
    const rows = await this.results.rows(
      found.map(({ postId }) => postId),
      { html: false },
    );
    return { found, rows, isMore: all.length > MATCHES_PER_PAGE };
  }

  private async recent(row: SavedSearchEntity, now: Date): Promise<{ at: number; sourceId: number; voice: MatchRow['voice'] }[]> {
    const rows = await this.query.matches({ ...ofAll(row), fromAt: now.getTime() - COUNTED_MS, rowsMax: LOOKED_AT_MAX });
    return rows.map(({ place, sourceId, voice }) => ({ at: instantOfPlace(place), sourceId, voice }));
  }

  private instantOf(written: string | null): number | null {
    return written === null ? null : DateTime.fromISO(written, { zone: this.config.timezone }).toMillis();
  }

  private send(response: Response, page: string, view: object): void {
    response.type('html').send(this.pages.render(page, view));
  }
}

function ofAll(row: SavedSearchEntity): Wanted {
  return { searchId: row.id, fromAt: null, untilAt: null, voice: null, beforePlace: null, rowsMax: MATCHES_PER_PAGE };
}

/** What an address asks for. What no page of ours says is not asked. */
function listedOf({ voice, from, until, before }: Said): Listed {
  const key = ([...AFFILIATIONS, 'others'] as const).find((each: VolumeKey) => each === voice) ?? null;
  const place = typeof before === 'string' && /^[1-9]\d{0,15}$/.test(before) ? Number(before) : null;
  return { voice: key, from: timeOf(from), until: timeOf(until), beforePlace: place };
}

function timeOf(value: unknown): string | null {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\.\d{3}Z)?$/.test(value) && DateTime.fromISO(value).isValid
    ? value
    : null;
}
