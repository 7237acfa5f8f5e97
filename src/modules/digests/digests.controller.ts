import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Cached } from '../pages/caching.js';
import { feedRoutes, formatOf, sendFeedText } from '../posts/feed-response.js';
import type { FeedFormat } from '../posts/post-feed.js';
import { parseYear } from './archive.view.js';
import { EditionCache } from './edition-cache.js';
import { Editions } from './editions.js';
import type { Period } from './period.js';

@Controller()
@Cached('page')
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
    response.type('html').send(text);
  }

  @Get(feedRoutes('digest'))
  @Cached('feed')
  async latestFeed(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.send(response, await this.editions.latest(), formatOf(request), true);
  }

  @Get(feedRoutes('digest/:edition'))
  @Cached('feed')
  async feed(@Param('edition') edition: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.send(response, await this.editions.find(edition), formatOf(request), false);
  }

  @Get('digest/:edition')
  async edition(@Param('edition') edition: string, @Res() response: Response): Promise<void> {
    await this.send(response, await this.editions.find(edition), 'html', false);
  }

  private async send(response: Response, period: Period | null, format: 'html' | FeedFormat, standing: boolean): Promise<void> {
    const key = `${standing ? 'latest ' : ''}${period?.key ?? 'start'} ${format}`;
    const text = await this.cache.read(key, () => this.editions.render(period, format, { standing }));
    if (format === 'html') response.type('html').send(text);
    else sendFeedText(text, format, response);
  }
}
