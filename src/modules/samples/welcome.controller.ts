import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allowed } from '../pages/access.js';
import { Pages } from '../pages/handlebars.js';
import { privatePage } from '../pages/page.view.js';
import { FirstRunQuery } from '../sources/first-run.query.js';

/** From nothing to a digest of one's own feeds. */
@Controller('welcome')
@Allowed('admin')
export class WelcomeController {
  constructor(
    private readonly pages: Pages,
    private readonly firstRun: FirstRunQuery,
  ) {}

  @Get()
  async page(@Res() response: Response): Promise<void> {
    const page = privatePage('Welcome', 'From nothing to a digest of your own feeds.');
    const hasFeeds = await this.firstRun.hasOwnFeeds();
    response.type('html').send(this.pages.render('welcome', { page, firstRun: null, hasFeeds }));
  }
}
