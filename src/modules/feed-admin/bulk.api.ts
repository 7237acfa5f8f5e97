import { Controller, Post } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { count } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refused } from '../pages/problem.js';
import { tagsOf } from '../sources/feed-tags.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { ACTIONS, type Bulk, bulkProblem } from './bulk.form.js';
import { BulkEdit } from './bulk.js';
import { FEEDS } from './feed.answer.js';
import { askedMinutes, askedTags } from './feed.body.js';
import { saidText } from './feeds-list.view.js';
import { NO_SOURCE, NONE_THERE } from './feeds.controller.js';
import { askedFeeds, filterOf } from './feeds.filter.js';

const bulkFeeds = operation({
  id: 'bulkFeeds',
  summary: 'Do one thing to many feeds',
  description: 'To all of them or, where something is wrong, to none.',
  body: z.strictObject({
    action: z.enum(ACTIONS, `One of ${ACTIONS.join(', ')}.`),
    ids: z
      .array(z.int().min(1).max(999_999_999))
      .max(10_000, 'At most 10,000 numbers; say which by `filter` instead.')
      .default([])
      .describe('Their numbers'),
    filter: z
      .strictObject(askedFeeds)
      .optional()
      .describe('Instead of numbers: all that `listFeeds` finds; {} for all there are')
      .meta({ examples: [{ tag: 'departments' }] }),
    tags: askedTags.describe('For `tag` and `untag`'),
    affiliation: z
      .enum(AFFILIATIONS, `One of ${AFFILIATIONS.join(', ')}.`)
      .optional()
      .describe('For `affiliation`: whose voice their sources are'),
    leastMinutes: askedMinutes.describe('For `limits`: between two polls at the least; null: ours to choose'),
    mostMinutes: askedMinutes.describe('For `limits`: at the most'),
    source: z.string().trim().max(300).optional().describe('For `move`: the slug or the title of the source that they are moved to'),
  }),
  answer: z.object({
    feeds: count('How many were found', 1),
    changed: count('How many are otherwise than before; with `affiliation`, how many sources', 1),
    missing: count('Numbers that no feed has', 0),
    kept: count('Left where they are', 0),
    message: z
      .string()
      .describe('The same in words')
      .meta({ examples: ['1 feed paused.'] }),
  }),
  errors: { 404: 'None of these feeds is there.' },
});

/** By the names that a program sends. */
const FIELDS: Partial<Record<keyof Bulk, string>> = { target: 'source' };
const SAID: Partial<Record<keyof Bulk, string>> = {
  ids: 'Name the feeds by their numbers, or say by `filter` which.',
  tags: 'Name a tag.',
};

@Controller('api/v1/feeds/bulk')
@Allowed('admin')
@About(FEEDS)
export class BulkApi {
  constructor(private readonly bulk: BulkEdit) {}

  @Post()
  @Operation(bulkFeeds)
  async edit(@Input() { body }: Asked<typeof bulkFeeds>): Promise<Answer<typeof bulkFeeds>> {
    const { filter, source: target = '', affiliation, ...said } = body;
    if (filter && said.ids.length > 0) throw refused({ filter: 'Name the feeds, or say which by a filter: one of the two.' });
    const [ids, tags] = [[...new Set(said.ids)], tagsOf(said.tags)];
    const bulk: Bulk = { ...said, ids, all: filter !== undefined, tags, affiliation: affiliation ?? '', target };
    const problem = bulkProblem(bulk);
    if (problem !== null) throw refused({ [FIELDS[problem.field] ?? problem.field]: SAID[problem.field] ?? problem.message });
    const done = await this.bulk.apply(bulk, filterOf(filter));
    if (done.result === 'none-there') throw new PageNotFound(NONE_THERE);
    if (done.result === 'no-source') throw refused({ source: NO_SOURCE });
    const { feeds, changed, missing, kept } = done;
    return { feeds, changed, missing, kept, message: saidText({ done: bulk.action, feeds, changed, missing, kept }) };
  }
}
