import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { AskedSources } from './asked-sources.js';
import { countedView, listedOn, pageOf, titleOf } from './counted.view.js';
import { explanationView } from './explanation.view.js';
import { spanOf } from './period.js';
import { affiliationsFor } from './portrait.js';
import { GapsQuery } from './gaps.query.js';
import { Portraits } from './portraits.js';
import { UNANSWERED_SHOWN } from './questions.view.js';
import { hrefOfList, hrefOfSource, sourceView, THREADS_SHOWN } from './source.view.js';
import { SourcesQuery } from './sources.query.js';
import { type ListedSource, sourcesView } from './sources.view.js';
import { Verdicts } from './verdicts.js';
import { volumeChart } from './volume.chart.js';
import { keysOf } from './volume.view.js';

type Asked = Record<string, unknown>;

/** Who speaks: all sources, one of them, and the messages that each figure counts. */
@Controller()
@Allowed('reader')
@Cached('page')
export class SourcesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly sources: SourcesQuery,
    private readonly portraits: Portraits,
    private readonly verdicts: Verdicts,
    private readonly asked: AskedSources,
    private readonly gaps: GapsQuery,
    private readonly clock: Clock,
  ) {}

  @Get('sources')
  async list(@Res() response: Response): Promise<void> {
    const now = this.clock.now();
    const span = spanOf('year', now, null);
    const rows = await this.sources.all();
    const ids = rows.map(({ id }) => id);
    const [coverages, periods] = [await this.portraits.coverage(ids, span), await this.sources.periodsOf(ids)];
    const listed = rows.map((source): ListedSource => {
      const coverage = coverages.get(source.id)!;
      const affiliation = affiliationsFor(source, periods.get(source.id) ?? [])(null, now.getTime());
      return { source, affiliation, coverage, verdict: this.verdicts.of(source, coverage) };
    });
    this.send(response, 'sources', sourcesView(listed, span));
  }

  @Get('engagement')
  explain(@Res() response: Response): void {
    this.send(response, 'engagement', explanationView());
  }

  @Get('sources/:slug')
  async page(@Param('slug') slug: string, @Query() asked: Asked, @Res() response: Response): Promise<void> {
    const { source, span, authorName, authorKey, voice } = await this.asked.find(slug, asked);
    const painted = await this.portraits.ofSource(source, authorKey, span, voice);
    const { portrait } = painted;
    const quoted = [
      ...portrait.engagement.unanswered.slice(0, UNANSWERED_SHOWN).map(({ message }) => message.id),
      ...portrait.threads.slice(0, THREADS_SHOWN).map(({ threadId }) => threadId),
    ];
    const keys = keysOf(portrait.volume);
    const buckets = portrait.volume.map(({ bucket }) => bucket);
    const gaps = await this.gaps.wordsFor([source.id], span, buckets);
    const view = sourceView({
      ...painted,
      source,
      authorName,
      span,
      periods: (await this.sources.periodsOf([source.id])).get(source.id) ?? [],
      listed: await this.sources.listed(quoted),
      gaps,
      chart: keys.length > 0 ? await volumeChart(portrait.volume, keys, gaps) : null,
      zone: this.config.timezone,
    });
    this.send(response, 'source', view);
  }

  @Get('sources/:slug/posts')
  async posts(@Param('slug') slug: string, @Query() asked: Asked, @Res() response: Response): Promise<void> {
    const found = await this.asked.find(slug, asked);
    const { list, ids, voice, measures } = await this.asked.list(found, asked);
    const { source, span, authorName } = found;
    const page = pageOf(asked.page, ids.length);
    if (page === null)
      throw new PageNotFound('There is no such page of this list: what it counted may have changed since.', [
        { href: `/sources/${source.slug}`, label: source.title },
      ]);
    const shown = { period: span.name, author: authorName, voice };
    const href = hrefOfList(source.slug, { ...shown, list });
    const view = countedView({
      of: source.title,
      ofHref: hrefOfSource(source.slug, shown),
      title: titleOf(list, measures),
      href,
      exports: ['ndjson', 'csv'].map((format) => ({ href: href.replace('/posts?', `/posts.${format}?`), label: format.toUpperCase() })),
      ids,
      page,
      rows: await this.sources.listed(listedOn(page, ids)),
    });
    this.send(response, 'counted', view);
  }

  private send(response: Response, page: string, view: object): void {
    response.type('html').send(this.pages.render(page, view));
  }
}
