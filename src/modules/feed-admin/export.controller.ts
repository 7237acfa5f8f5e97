import { Controller, Get, Header } from '@nestjs/common';
import { writeOpml } from '../../feeds/opml.js';
import { Clock } from '../clock/clock.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { FeedsQuery } from '../sources/feeds.query.js';
import { opmlOfRows } from '../sources/opml-feeds.js';

/** The list of feeds, for another reader or another Hustings. */
@Controller('admin/feeds/export')
@Allowed('admin')
@Cached('own')
export class ExportController {
  constructor(
    private readonly feeds: FeedsQuery,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('Content-Type', 'text/x-opml; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="hustings-feeds.opml"')
  async export(): Promise<string> {
    return writeOpml(opmlOfRows(await this.feeds.list()), { title: 'Feeds of Hustings', createdAt: this.clock.now() });
  }
}
