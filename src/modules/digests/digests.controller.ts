import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { cacheControl, Cached } from '../pages/caching.js';
import { type Ready, Shortcuts } from '../pages/shortcuts.js';
import { feedRoutes, formatOf, sendFeedText } from '../posts/feed-response.js';
import { type Answer, EditionCache, type Written } from './edition-cache.js';
import { type EditionFormat, Editions } from './editions.js';

@Controller()
@Allowed('reader')
@Cached('page')
export class DigestsController {
  constructor(
    private readonly editions: Editions,
    private readonly cache: EditionCache,
    @Inject(CONFIG) private readonly config: Config,
    shortcuts: Shortcuts,
  ) {
    shortcuts.add((path) => this.closedAt(path));
  }

  @Get()
  async latest(@Res() response: Response): Promise<void> {
    this.send(response, await this.latestIn('html'), 'html');
  }

  @Get('digest')
  async archive(@Query('year') year: string | undefined, @Res() response: Response): Promise<void> {
    const write = async (): Promise<Written> => ({ text: await this.editions.renderArchive(year), isClosed: false });
    const { text } = await this.cache.read(`archive ${year ?? ''}`, write);
    if (text === '') return response.redirect('/');
    response.type('html').send(text);
  }

  @Get(feedRoutes('digest'))
  @Cached('feed')
  async latestFeed(@Req() request: Request, @Res() response: Response): Promise<void> {
    const format = formatOf(request);
    this.send(response, await this.latestIn(format), format);
  }

  @Get(feedRoutes('digest/:edition'))
  @Cached('feed')
  async feed(@Param('edition') edition: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const format = formatOf(request);
    this.send(response, await this.editionIn(edition, format), format);
  }

  @Get('digest/:edition.txt')
  async text(@Param('edition') edition: string, @Res() response: Response): Promise<void> {
    await this.sendEdition(response, edition, 'text');
  }

  @Get('digest/:edition')
  async edition(@Param('edition') edition: string, @Res() response: Response): Promise<void> {
    await this.sendEdition(response, edition, 'html');
  }

  /** The page of a closed edition that somebody else has asked for just now. */
  private closedAt(path: string): Ready | null {
    const [, edition] = /^\/digest\/([^/]+)$/.exec(path) ?? [];
    const closed = edition === undefined ? null : this.cache.closed(`${edition} html`);
    return closed && { html: closed.text, etag: closed.etag, caching: 'closed' };
  }

  private async sendEdition(response: Response, edition: string, format: 'html' | 'text'): Promise<void> {
    const answer = await this.editionIn(edition, format);
    if (answer.isClosed) response.set('Cache-Control', cacheControl('closed', this.config.readerAccess === 'public'));
    this.send(response, answer, format);
  }

  private async latestIn(format: EditionFormat): Promise<Answer> {
    const period = await this.editions.latest();
    return this.cache.read(`latest ${period?.key ?? 'start'} ${format}`, async () => ({
      text: await this.editions.render(period, format, { standing: true }),
      isClosed: false,
    }));
  }

  private async editionIn(edition: string, format: EditionFormat): Promise<Answer> {
    const key = `${edition} ${format}`;
    const closed = this.cache.closed(key);
    if (closed) return closed;
    const period = await this.editions.find(edition);
    return this.cache.read(key, async () => {
      // Asked first: what closes meanwhile is taken as open for a moment, and never the other way round.
      const isClosed = await this.editions.isClosed(period);
      return { text: await this.editions.render(period, format), isClosed };
    });
  }

  private send(response: Response, { text, etag }: Answer, format: EditionFormat): void {
    response.set('ETag', etag);
    if (format === 'html' || format === 'text') response.type(format).send(text);
    else sendFeedText(text, format, response);
  }
}
