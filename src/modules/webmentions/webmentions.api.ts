import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { numberOf } from '../api/values.js';
import { Database } from '../database/database.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { WebmentionEntity } from './webmention.entity.js';
import { statusJson } from './webmention.view.js';

const getWebmention = operation({
  id: 'getWebmention',
  summary: 'What became of a webmention',
  description: 'Send one to /webmention, as W3C Webmention says.',
  path: z.object({ id: numberOf('the mention') }),
  answer: z.object({
    source: z
      .string()
      .describe('The page that links')
      .meta({ examples: ['https://ferryman.example/an-answer'] }),
    target: z
      .string()
      .describe('The page here that it links to')
      .meta({ examples: ['https://hustings.example/threads/42'] }),
    state: z.enum(['waiting', 'accepted', 'refused', 'gone']),
    message: z
      .string()
      .nullable()
      .describe('What came of it, in words')
      .meta({ examples: ['It stands in the thread.'] }),
    receivedAt: z.date(),
    checkedAt: z.date().nullable(),
    nextAt: z.date().nullable().describe('When it is looked at, where it waits'),
  }),
  errors: { 404: 'There is no such mention.' },
});

@Controller('api/v1/webmentions')
@Allowed('reader')
@Cached('own')
@About({ name: 'Webmentions', about: 'Notices that a page elsewhere answers or links to a message here.' })
export class WebmentionsApi {
  constructor(private readonly database: Database) {}

  @Get(':id')
  @Operation(getWebmention)
  async one(@Input() { path }: Asked<typeof getWebmention>): Promise<Answer<typeof getWebmention>> {
    const row = await this.database.manager.findOneBy(WebmentionEntity, { id: path.id });
    if (!row)
      throw new PageNotFound(
        'There is no mention with this number. What was refused is kept for a week, and what was removed here takes its mentions along.',
      );
    return statusJson(row);
  }
}
