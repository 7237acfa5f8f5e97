import { Body, Controller, Get, Inject, Param, Post, Query as Parameters, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DateTime } from 'luxon';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed, maySee } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { feedRoutes } from '../posts/feed-response.js';
import { hrefOfWatch } from './hrefs.js';
import { draftOf } from './saved-search.form.js';
import { type Saved, SavedSearches } from './saved-searches.service.js';
import { type Typed, watchesView } from './watches.view.js';
import { WatchesQuery } from './watches.query.js';
import { dayKeys } from './watch.view.js';
import { WatchPages } from './watch-pages.js';

type Said = Record<string, unknown>;

const DAYS_COUNTED = 28;

/** Searches that have a name: all of them, and the form by which they are kept. */
@Controller('watches')
@Allowed('reader')
@Cached('own')
export class WatchesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly query: WatchesQuery,
    private readonly saved: SavedSearches,
    private readonly watchPages: WatchPages,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@Parameters() said: Said, @Req() request: Request, @Res() response: Response): Promise<void> {
    const typed = maySee(request, 'analyst') ? await this.counted(typedOf(said)) : null;
    await this.sendList(response, 200, typed);
  }

  @Post()
  @Allowed('analyst')
  async save(@Body() body: unknown, @Res() response: Response): Promise<void> {
    const said = (body ?? {}) as Said;
    const typed = typedOf(said);
    const read = draftOf(typed);
    if (!read.ok) return this.sendList(response, 422, { ...typed, problems: read.problems });
    const result = await this.saved.save(read.draft, { anyway: said.anyway === 'yes' });
    if (result.result === 'added') {
      const { slug } = result;
      return response.redirect(303, read.draft.isWatched ? hrefOfWatch(slug) : '/watches');
    }
    await this.sendList(response, 422, { ...typed, ...refusalOf(result) });
  }

  @Get(feedRoutes(':slug'))
  @Cached('feed')
  feed(@Param('slug') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.watchPages.feed(slug, request, response);
  }

  @Get(':slug')
  page(@Param('slug') slug: string, @Parameters() said: Said, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.watchPages.page(slug, said, maySee(request, 'analyst'), response);
  }

  @Get(':slug/posts')
  @Cached('page')
  posts(@Param('slug') slug: string, @Parameters() said: Said, @Res() response: Response): Promise<void> {
    return this.watchPages.posts(slug, said, response);
  }

  @Get(':slug/remove')
  @Allowed('analyst')
  @Cached('none')
  confirm(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    return this.watchPages.confirm(slug, response);
  }

  @Post(':slug/remove')
  @Allowed('analyst')
  async remove(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    await this.saved.remove(slug);
    response.redirect(303, '/watches');
  }

  private async sendList(response: Response, status: number, typed: Typed | null): Promise<void> {
    const { timezone: zone } = this.config;
    const from = DateTime.fromJSDate(this.clock.now(), { zone })
      .startOf('day')
      .minus({ days: DAYS_COUNTED - 1 });
    const [rows, counts] = [await this.query.all(), await this.query.counts(from.toMillis())];
    const day = { at: from.toJSDate(), day: dayKeys(zone)(from.toMillis()) };
    response.status(status).type('html');
    response.send(this.pages.render('watches', watchesView({ rows, counts, from: day, typed, zone })));
  }

  /** What is offered to be saved is counted before: whoever saves it has seen how much it finds. */
  private async counted(typed: Typed): Promise<Typed> {
    if (typed.query === '') return typed;
    const read = await this.saved.read(typed);
    return read.ok ? { ...typed, count: await this.saved.count(read.query) } : { ...typed, error: read.error };
  }
}

/** In: an address or a form. A search is watched unless a form, which always has a name, leaves the tick out. */
function typedOf({ name, q, note, watch }: Said): Typed {
  const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');
  return {
    name: text(name),
    query: text(q),
    note: text(note),
    isWatched: name === undefined || watch === 'yes',
    problems: {},
    error: null,
    count: null,
  };
}

function refusalOf(saved: Saved): Partial<Typed> {
  if (saved.result === 'unreadable') return { error: saved.error };
  if (saved.result !== 'taken') return { count: saved.count };
  return { problems: { name: 'There is a saved search of this name. Choose another, or remove that one first.' } };
}
