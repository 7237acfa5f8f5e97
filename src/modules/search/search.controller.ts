import { Controller, Get, Inject, Query as Parameters, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { CopiesQuery } from '../posts/copies.query.js';
import { byMember } from '../posts/copies.view.js';
import { feedRoutes, sendFeed } from '../posts/feed-response.js';
import { parseQuery } from './query-parser.js';
import { printError } from './query-printer.js';
import { Reindexer } from './reindexer.js';
import { ResultsQuery } from './results.query.js';
import { isFirstPage, readAsking } from './search.form.js';
import { searchFeed } from './search.feed.js';
import { SearchTooSlow } from './search-reader.js';
import { SearchService } from './search.service.js';
import { answerView, errorView, searchView, troubleView } from './search.view.js';

const RESULTS_PER_PAGE = 25;
const FEED_ITEMS = 50;

@Controller()
@Allowed('reader')
@Cached('page')
export class SearchController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly service: SearchService,
    private readonly results: ResultsQuery,
    private readonly copies: CopiesQuery,
    private readonly reindexer: Reindexer,
  ) {}

  @Get('search')
  async page(@Parameters() parameters: Record<string, unknown>, @Res() response: Response): Promise<void> {
    const { status, view } = await this.view(parameters);
    // There are more pages of results than posts: programs that read them all would do nothing else.
    response.set('X-Robots-Tag', 'noindex, nofollow');
    response.status(status).type('html').send(this.pages.render('search', view));
  }

  @Get(feedRoutes('search'))
  @Cached('feed')
  async feed(@Parameters('q') q: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const text = typeof q === 'string' ? q.trim() : '';
    response.set('X-Robots-Tag', 'noindex, nofollow');
    const parsed = parseQuery(text, this.config.timezone);
    if (!parsed.ok) return void response.status(400).type('text').send(printError(text, parsed.error));
    try {
      const searched = await this.service.search(parsed.query, { order: 'date', beforePlace: null }, FEED_ITEMS);
      if (!searched.ok) return void response.status(400).type('text').send(printError(text, searched.error));
      const rows = await this.results.rows(idsOf(searched.answer.found), { html: true });
      sendFeed(searchFeed(text, rows), this.config, request, response);
    } catch (error) {
      if (!(error instanceof SearchTooSlow)) throw error;
      response.status(503).type('text').send(`${error.message}\n`);
    }
  }

  private async view(parameters: Record<string, unknown>) {
    const { text, order, cursor } = readAsking(parameters);
    const asked = { text, order, isFirstPage: isFirstPage(cursor) };
    const filed = await this.filed();
    if (text === '') return { status: 200, view: searchView(asked, filed) };
    const parsed = parseQuery(text, this.config.timezone);
    if (!parsed.ok) return { status: 400, view: errorView(asked, parsed.error, filed) };
    try {
      const searched = await this.service.search(parsed.query, cursor, RESULTS_PER_PAGE);
      if (!searched.ok) return { status: 400, view: errorView(asked, searched.error, filed) };
      const rows = await this.results.rows(idsOf(searched.answer.found), { html: false });
      return {
        status: 200,
        view: answerView({
          asked,
          query: parsed.query,
          answer: searched.answer,
          rows,
          copies: byMember(await this.copies.groupsOf(rows.map(({ id }) => id))),
          zone: this.config.timezone,
          filed,
        }),
      };
    } catch (error) {
      if (!(error instanceof SearchTooSlow)) throw error;
      return { status: 503, view: troubleView(asked, error.message, filed) };
    }
  }

  /** How much of what was stored before is filed, in per cent; null when all is. */
  private async filed(): Promise<number | null> {
    const progress = await this.reindexer.progress();
    if (!progress || progress.throughId >= progress.untilId) return null;
    return Math.floor((progress.throughId / progress.untilId) * 100);
  }
}

function idsOf(found: readonly { postId: number }[]): number[] {
  return found.map(({ postId }) => postId);
}
