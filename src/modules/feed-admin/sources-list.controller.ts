import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { sourcesFilterOf, SourcesListQuery } from './sources-list.query.js';
import { sourcesListView } from './sources-list.view.js';

export const TO_SOURCES = [{ href: '/admin/sources', label: 'All sources' }];

/** All sources, for those who say what is known of them. */
@Controller('admin/sources')
@Allowed('admin')
@Cached('own')
export class SourcesListController {
  constructor(
    private readonly pages: Pages,
    private readonly query: SourcesListQuery,
  ) {}

  @Get()
  async list(@Query() asked: Record<string, unknown>, @Res() response: Response): Promise<void> {
    const filter = sourcesFilterOf(asked);
    const listed = await this.query.page(filter);
    if (listed.rows.length === 0 && filter.page > 1)
      throw new PageNotFound(`The list has no page ${filter.page}: it is shorter than that by now.`, TO_SOURCES);
    const said = asked.done === 'removed' ? 'The source is gone, with all that was read there.' : null;
    response.type('html').send(this.pages.render('admin-sources', sourcesListView(filter, listed, said)));
  }
}
