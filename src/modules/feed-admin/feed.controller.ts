import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../clock/clock.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { CARES, FeedCare } from '../sources/feed-care.js';
import { FeedSettingsService } from './feed-settings.js';
import { type FeedProblems, feedDraftOf } from './feed.form.js';
import { FeedQuery, type OneFeed } from './feed.query.js';
import { type FeedTyped, feedView } from './feed.view.js';
import { TO_LIST } from './feeds.controller.js';

/** One feed: how it fares, its settings, and what is done to it. */
@Controller('admin/feeds/:id')
@Allowed('admin')
@Cached('own')
export class FeedController {
  constructor(
    private readonly pages: Pages,
    private readonly query: FeedQuery,
    private readonly settings: FeedSettingsService,
    private readonly care: FeedCare,
    private readonly clock: Clock,
  ) {}

  @Get()
  async page(@Param('id') id: string, @Query('done') done: unknown, @Res() response: Response): Promise<void> {
    this.send(response, 200, await this.feed(id), null, {}, typeof done === 'string' ? done : '');
  }

  @Post()
  async save(@Param('id') id: string, @Body() body: Record<string, unknown> | undefined, @Res() response: Response): Promise<void> {
    const feed = await this.feed(id);
    const read = feedDraftOf(body);
    if (!read.ok) return this.send(response, 422, feed, typedOf(body), read.problems, '');
    const result = await this.settings.save(feed.id, read.draft);
    if (result === 'missing') throw missing();
    if (result === 'removed')
      return this.send(
        response,
        409,
        feed,
        typedOf(body),
        { note: 'This feed was removed meanwhile: bring it back first. Nothing was saved.' },
        '',
      );
    response.redirect(303, `/admin/feeds/${feed.id}?done=saved`);
  }

  @Post(CARES.map(String))
  async apply(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const feed = await this.feed(id);
    const care = CARES.find((each) => response.req.path.endsWith(`/${each}`)) ?? 'pause';
    const { changed } = await this.care.apply(care, [feed.id]);
    response.redirect(303, `/admin/feeds/${feed.id}?done=${changed > 0 ? care : 'unchanged'}`);
  }

  private async feed(id: string): Promise<OneFeed> {
    const feed = /^\d{1,9}$/.test(id) ? await this.query.one(Number(id)) : null;
    if (feed === null) throw missing();
    return feed;
  }

  private send(response: Response, status: number, feed: OneFeed, typed: FeedTyped | null, problems: FeedProblems, done: string): void {
    response
      .status(status)
      .type('html')
      .send(this.pages.render('admin-feed', feedView(feed, typed, problems, done, this.clock.now())));
  }
}

function missing(): PageNotFound {
  return new PageNotFound(
    'There is no such feed. It may have been removed for good: that happens a month after somebody took it off the list.',
    TO_LIST,
  );
}

function typedOf(body: Record<string, unknown> | undefined): FeedTyped {
  const text = (name: string) => (typeof body?.[name] === 'string' ? body[name] : '');
  return {
    tags: text('tags'),
    role: text('role'),
    least: text('least'),
    most: text('most'),
    spacing: text('spacing'),
    keep: text('keep'),
    note: text('note'),
  };
}
