import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { FEED_FORMATS, FEED_TYPES, type FeedFormat } from '../posts/post-feed.js';
import { parseYear } from './archive.view.js';
import { EditionCache } from './edition-cache.js';
import { Editions, isFeedFormat, type EditionFormat } from './editions.js';
import type { Period } from './period.js';

/** Kept by browsers and proxies, but asked about each time: an edition that is still open grows, and the answer is mostly "not modified". */
const PAGE_CACHE = 'public, no-cache';
const FEED_CACHE = 'public, max-age=300';

@Controller()
export class DigestsController {
  constructor(
    private readonly editions: Editions,
    private readonly cache: EditionCache,
  ) {}

  @Get()
  async latest(@Res() response: Response): Promise<void> {
    await this.send(response, await this.editions.latest(), 'html', true);
  }

  @Get('digest')
  async archive(@Query('year') year: string | undefined, @Res() response: Response): Promise<void> {
    const asked = parseYear(year);
    const text = await this.cache.read(`archive ${asked ?? ''}`, () => this.editions.renderArchive(asked));
    if (text === '') return response.redirect('/');
    response.set({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': PAGE_CACHE }).send(text);
  }

  @Get('digest.:format')
  async latestFeed(@Param('format') format: string, @Res() response: Response): Promise<void> {
    const known = FEED_FORMATS.find((each) => each === format);
    if (!known) return response.redirect('/');
    await this.send(response, await this.editions.latest(), known, true);
  }

  /** `2008-04-03`, or `2008-04-03.atom`: no key holds a dot. */
  @Get('digest/:edition')
  async edition(@Param('edition') edition: string, @Res() response: Response): Promise<void> {
    const ending = FEED_FORMATS.find((format) => edition.endsWith(`.${format}`));
    const period = await this.editions.find(ending ? edition.slice(0, -1 - ending.length) : edition);
    await this.send(response, period, ending ?? 'html', false);
  }

  private async send(response: Response, period: Period | null, format: 'html' | FeedFormat, standing: boolean): Promise<void> {
    const key = `${standing ? 'latest ' : ''}${period?.key ?? 'start'} ${format}`;
    const text = await this.cache.read(key, () => this.editions.render(period, format, { standing }));
    const feed = isFeedFormat(format satisfies EditionFormat);
    response.set({
      'Content-Type': feed ? FEED_TYPES[format as FeedFormat] : 'text/html; charset=utf-8',
      'Cache-Control': feed ? FEED_CACHE : PAGE_CACHE,
    });
    response.send(text);
  }
}
