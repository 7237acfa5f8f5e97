import { Controller, Get, Header } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { FEEDS } from './feed.answer.js';
import { FeedExport, OPML_NAME, OPML_TYPE } from './feed-export.js';
import { askedFeeds, filterOf } from './feeds.filter.js';

const exportFeeds = operation({
  id: 'exportFeeds',
  summary: 'The list of feeds as a file',
  description:
    'OPML for any reader, narrowed as `listFeeds` is. Another Hustings gets sources, voices, tags and limits back from it. What was removed is not in it.',
  query: z.strictObject({
    ...askedFeeds,
    state: askedFeeds.state
      .unwrap()
      .exclude(['removed'], 'One of active, paused, failing, gone.')
      .optional()
      .describe('`failing`: active, and not read of late'),
  }),
  sends: OPML_TYPE,
});

@Controller('api/v1/feeds/export')
@Allowed('admin')
@Cached('own')
@About(FEEDS)
export class ExportApi {
  constructor(private readonly feeds: FeedExport) {}

  @Get()
  @Header('Content-Disposition', OPML_NAME)
  @Operation(exportFeeds)
  export(@Input() { query }: Asked<typeof exportFeeds>): Promise<Answer<typeof exportFeeds>> {
    return this.feeds.opml(filterOf(query));
  }
}
