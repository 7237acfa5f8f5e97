import { Controller, Get, Header, Query } from '@nestjs/common';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { FeedExport, OPML_NAME, OPML_TYPE } from './feed-export.js';
import { filterOf } from './feeds.filter.js';

/** The list of feeds as a file; the filters of the list narrow it, too. */
@Controller('admin/feeds/export')
@Allowed('admin')
@Cached('own')
export class ExportController {
  constructor(private readonly feeds: FeedExport) {}

  @Get()
  @Header('Content-Type', `${OPML_TYPE}; charset=utf-8`)
  @Header('Content-Disposition', OPML_NAME)
  export(@Query() asked: Record<string, unknown>): Promise<string> {
    return this.feeds.opml(filterOf(asked));
  }
}
