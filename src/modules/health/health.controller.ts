import { Body, Controller, Get, Inject, Param, Post, Query, Res, Sse } from '@nestjs/common';
import type { Response } from 'express';
import type { Observable } from 'rxjs';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { sizeOf } from '../database/size.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { allowOwnScript } from '../pages/security.js';
import { FeedCare } from '../sources/feed-care.js';
import { whyNoHubs } from '../sources/hub-subscriptions.js';
import { csvOf, HEAD } from './health.csv.js';
import { feedHealthView } from './feed-health.view.js';
import { type Filter, FILTERS, HealthQuery, type HealthRow } from './health.query.js';
import { HealthService } from './health.service.js';
import { healthView } from './health.view.js';
import { type ProgressEvent, ProgressTeller } from './progress.js';

type Said = Record<string, unknown>;

const TO_LIST = [{ href: '/admin/health', label: 'Health of all feeds' }];
const PAGE_MAX = 10_000;

/** How the feeds fare, and what can be done. The addresses of one word come before those of one feed. */
@Controller('admin')
@Allowed('admin')
@Cached('own')
export class HealthController {
  constructor(
    private readonly pages: Pages,
    private readonly query: HealthQuery,
    private readonly service: HealthService,
    private readonly care: FeedCare,
    private readonly progress: ProgressTeller,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
  ) {}

  @Get('health')
  async list(@Query() { show, page }: Said, @Res() response: Response): Promise<void> {
    const now = this.clock.now();
    const [filter, at] = [filterOf(show), numberOf(page, PAGE_MAX) || 1];
    const [rows, counts] = [await this.query.page(filter, at, now), await this.query.counts(now)];
    const size = await sizeOf(this.database.source);
    response.type('html').send(this.pages.render('admin-health', healthView(rows, counts, { filter, page: at, size }, now)));
  }

  @Get('health.csv')
  @Cached('none')
  async csv(@Query('show') show: unknown, @Res() response: Response): Promise<void> {
    const now = this.clock.now();
    response.type('text/csv').attachment('hustings-health.csv').write(HEAD);
    for await (const rows of this.query.all(filterOf(show), now)) response.write(csvOf(rows, now));
    response.end();
  }

  /** Asks for all that fails at once; what is due is asked in any case, and only looked at. */
  @Post('health/poll')
  async pollMany(@Body() body: Said | undefined, @Res() response: Response): Promise<void> {
    if (body?.which === 'failing') await this.service.askAll(await this.query.ids('failing', this.clock.now()));
    const { of, isOver } = await this.progress.ofAll(0);
    response.redirect(303, `/admin/health/progress${isOver ? '' : `?of=${of}`}`);
  }

  @Get('health/progress')
  @Cached('none')
  async watch(@Query('of') of: unknown, @Res() response: Response): Promise<void> {
    const progress = await this.progress.ofAll(numberOf(of, 1e9));
    const streamHref = `/admin/health/progress/events?of=${progress.of}`;
    const page = { title: 'Polling', description: 'How far polling is.', path: null, feeds: [], standalone: false };
    allowOwnScript(response);
    const view = {
      page,
      firstRun: null,
      progress: { ...progress, streamHref, thenHref: '/admin/health', againHref: `/admin/health/progress?of=${progress.of}` },
    };
    response.type('html').send(this.pages.render('admin-polling', view));
  }

  @Sse('health/progress/events')
  @Cached('stream')
  watchAll(@Query('of') of: unknown): Observable<ProgressEvent> {
    return this.progress.stream(() => this.progress.ofAll(numberOf(of, 1e9)));
  }

  @Get('health/:id')
  async page(@Param('id') id: string, @Query('done') done: unknown, @Res() response: Response): Promise<void> {
    await this.send(response, 200, await this.feed(id), typeof done === 'string' ? done : '');
  }

  @Sse('health/:id/progress')
  @Cached('stream')
  follow(@Param('id') id: string): Observable<ProgressEvent> {
    // A stream has begun before it is known whether there is such a feed: it says so, and is over.
    return this.progress.stream(async () => (await this.progress.ofFeed(numberOf(id, 1e9))) ?? REMOVED);
  }

  @Post('health/:id/poll')
  async poll(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const feed = await this.feed(id);
    const { result } = await this.service.askNow(feed.id);
    if (result === 'missing') throw missing();
    if (result === 'under-way') return response.redirect(303, `/admin/health/${feed.id}`);
    await this.send(response, 409, feed, result);
  }

  @Post('health/:id/accept')
  async accept(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const feed = await this.feed(id);
    const result = await this.service.accept(feed.id);
    if (result === 'missing') throw missing();
    if (result === 'there') return this.send(response, 409, feed, result);
    response.redirect(303, `/admin/health/${feed.id}?done=${result}`);
  }

  @Post('health/:id/again')
  async again(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { id: feedId } = await this.feed(id);
    response.redirect(303, `/admin/health/${feedId}?done=${(await this.service.tryAgain(feedId)) ? 'again' : 'unchanged'}`);
  }

  @Post(['health/:id/pause', 'health/:id/resume'])
  async pause(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { id: feedId } = await this.feed(id);
    const care = response.req.path.endsWith('/pause') ? 'pause' : 'resume';
    const { changed } = await this.care.apply(care, [feedId]);
    response.redirect(303, `/admin/health/${feedId}?done=${changed > 0 ? `${care}d` : 'unchanged'}`);
  }

  private async feed(id: string): Promise<HealthRow> {
    const feed = /^\d{1,9}$/.test(id) ? await this.query.one(Number(id), this.clock.now()) : null;
    if (feed === null) throw missing();
    return feed;
  }

  private async send(response: Response, status: number, feed: HealthRow, said: string): Promise<void> {
    const parts = {
      gaps: await this.query.gaps(feed.id),
      notes: await this.query.notes(feed.id),
      progress: await this.progress.ofFeed(feed.id),
      hub: await this.query.hub(feed),
      whyNoHubs: whyNoHubs(this.config),
    };
    allowOwnScript(response);
    const view = feedHealthView(feed, parts, said, this.clock.now());
    response.status(status).type('html').send(this.pages.render('admin-feed-health', view));
  }
}

const REMOVED = { words: 'There is no such feed, or not any more.', done: 1, of: 1, isOver: true };

function missing(): PageNotFound {
  return new PageNotFound(
    'There is no such feed. It may have been removed, or be that of a single post, which comes and goes by itself.',
    TO_LIST,
  );
}

function filterOf(show: unknown): Filter {
  return FILTERS.find((filter) => filter === show) ?? 'all';
}

function numberOf(written: unknown, most: number): number {
  return typeof written === 'string' && /^\d{1,9}$/.test(written) ? Math.min(Number(written), most) : 0;
}
