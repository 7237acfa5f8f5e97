import { Injectable } from '@nestjs/common';
import { writeOpml } from '../../feeds/opml.js';
import { Clock } from '../clock/clock.js';
import { FeedsQuery } from '../sources/feeds.query.js';
import { opmlOfRows } from '../sources/opml-feeds.js';
import type { FeedFilter } from './feeds.filter.js';
import { FeedsListQuery } from './feeds-list.query.js';

export const OPML_TYPE = 'text/x-opml';
export const OPML_NAME = 'attachment; filename="hustings-feeds.opml"';

/** The list of feeds, for another reader or another Hustings. */
@Injectable()
export class FeedExport {
  constructor(
    private readonly feeds: FeedsQuery,
    private readonly listed: FeedsListQuery,
    private readonly clock: Clock,
  ) {}

  /** What a filter finds, source by source; what was removed is never among it. */
  async opml(filter: FeedFilter): Promise<string> {
    const wanted = new Set(await this.listed.ids(filter));
    const rows = (await this.feeds.list()).filter(({ id }) => wanted.has(id));
    return writeOpml(opmlOfRows(rows), { title: 'Feeds of Hustings', createdAt: this.clock.now() });
  }
}
