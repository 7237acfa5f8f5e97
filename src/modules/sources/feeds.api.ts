import { Controller, Delete, Get, Post } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partFrom, partOf } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refused } from '../pages/problem.js';
import { type Care, FeedCare } from './feed-care.js';
import { type FeedRow, FeedsQuery } from './feeds.query.js';
import { AFFILIATIONS } from './source.entity.js';
import { SourcesService } from './sources.service.js';

const url = z.string().meta({ examples: ['https://lamp.example/feed/'] });
const title = z
  .string()
  .nullable()
  .meta({ examples: ['Harbour Lamp'] });
const role = z.enum(['posts', 'comments']);

const feed = z
  .object({
    id: z.int().meta({ examples: [8] }),
    url,
    title,
    siteUrl: z
      .string()
      .nullable()
      .meta({ examples: ['https://lamp.example/'] }),
    role: role.describe('What it brings'),
    reader: z
      .string()
      .nullable()
      .describe('The platform that is asked for what an account says; null for a feed')
      .meta({ examples: [null] }),
    state: z.enum(['active', 'paused', 'gone', 'retired', 'removed']).describe('`gone`: its publisher ended it'),
    settings: z
      .object({
        leastMinutes: z.int().optional().describe('Between two polls at the least; ours to choose where it is missing'),
        mostMinutes: z.int().optional().describe('At the most'),
        spacingSeconds: z.number().optional().describe('The pause after another feed of its host'),
      })
      .meta({ examples: [{}] }),
    tags: z.array(z.string()).meta({ examples: [['departments']] }),
    outcome: z
      .string()
      .nullable()
      .describe('Of the last poll')
      .meta({ examples: ['modified'] }),
    message: z
      .string()
      .nullable()
      .describe('The same in words, with what to do about it')
      .meta({ examples: [null] }),
    failures: z
      .int()
      .describe('Polls that failed since the last that did not')
      .meta({ examples: [0] }),
    polledAt: z.date().nullable(),
    changedAt: z.date().nullable().describe('When a poll last brought something new'),
    nextPollAt: z.date().nullable(),
    source: z.object({ slug: z.string().meta({ examples: ['harbour-lamp'] }), title: z.string().meta({ examples: ['Harbour Lamp'] }) }),
  })
  .meta({ id: 'Feed', description: 'An address that is polled for a source.' });

const note = z.object({ url, title, role });
const notes = z.array(note).meta({ examples: [[]] });

const listFeeds = operation({
  id: 'listFeeds',
  summary: 'All feeds that somebody added',
  description:
    'In the order in which they were added. The comment feeds of single posts come and go by themselves, and are not among them.',
  query: z.strictObject(paging(z.int())),
  answer: partOf(feed),
});

const addFeed = operation({
  id: 'addFeed',
  summary: 'Add a feed',
  description: 'The feed at an address, the feeds of the page there, or an account. The address is fetched before the answer comes.',
  body: z.strictObject({
    url: z
      .string('is missing')
      .trim()
      .min(1, 'is missing')
      .max(2_000)
      .describe('Of a feed, of a page that has one, or of an account')
      .meta({ examples: ['https://lamp.example/'] }),
    sourceTitle: z.string().trim().min(1).max(300).optional().describe('What its source is called; else as it calls itself'),
    platform: z.string().trim().min(1).max(100).optional().describe('What it runs on; else as it shows'),
    affiliation: z.enum(AFFILIATIONS).optional().describe('Whose voice it is'),
  }),
  answer: z.object({
    result: z.enum(['added', 'already-there']),
    source: z
      .object({ slug: z.string(), title: z.string() })
      .nullable()
      .meta({ examples: [{ slug: 'harbour-lamp', title: 'Harbour Lamp' }] }),
    added: z.array(note),
    alreadyThere: notes,
    others: notes.describe('Found, and left alone: another format of the same entries, feeds of other pages'),
    message: z
      .string()
      .describe('The same in words')
      .meta({ examples: ['Added a feed to “Harbour Lamp”.'] }),
  }),
});

const path = z.object({ id: numberOf('the feed') });
const errors = { 404: 'There is no such feed.' };

const pauseFeed = operation({
  id: 'pauseFeed',
  summary: 'Pause a feed',
  description: 'It is not polled until it is resumed.',
  path,
  errors,
});
const resumeFeed = operation({ id: 'resumeFeed', summary: 'Resume a feed', description: 'It is polled again, soon.', path, errors });
const restoreFeed = operation({
  id: 'restoreFeed',
  summary: 'Bring back a feed that was removed',
  description: 'Within a month.',
  path,
  errors,
});
const removeFeed = operation({
  id: 'removeFeed',
  summary: 'Remove a feed',
  description: 'Its posts stay. For a month it can be brought back.',
  path,
  errors,
});

@Controller('api/v1/feeds')
@Allowed('admin')
@Cached('own')
@About({ name: 'Feeds', about: 'The addresses that are polled.' })
export class FeedsApi {
  constructor(
    private readonly feeds: FeedsQuery,
    private readonly sources: SourcesService,
    private readonly care: FeedCare,
  ) {}

  @Get()
  @Operation(listFeeds)
  async list(@Input() { query }: Asked<typeof listFeeds>): Promise<Answer<typeof listFeeds>> {
    const { items, next } = partFrom(await this.feeds.after(query.after ?? 0, query.limit + 1), query.limit, ({ id }) => id);
    return {
      items: items.map(feedJson),
      next,
    };
  }

  @Post()
  @Operation(addFeed)
  async add(@Input() { body }: Asked<typeof addFeed>): Promise<Answer<typeof addFeed>> {
    const { result, ...report } = await this.sources.addFeed(body);
    if (result === 'not-fetched' || result === 'nothing-found') throw refused({ url: report.message });
    return { result, ...report };
  }

  @Post(':id/pause')
  @Operation(pauseFeed)
  pause(@Input() { path }: Asked<typeof pauseFeed>): Promise<Answer<typeof pauseFeed>> {
    return this.apply('pause', path.id);
  }

  @Post(':id/resume')
  @Operation(resumeFeed)
  resume(@Input() { path }: Asked<typeof resumeFeed>): Promise<Answer<typeof resumeFeed>> {
    return this.apply('resume', path.id);
  }

  @Post(':id/restore')
  @Operation(restoreFeed)
  restore(@Input() { path }: Asked<typeof restoreFeed>): Promise<Answer<typeof restoreFeed>> {
    return this.apply('restore', path.id);
  }

  @Delete(':id')
  @Operation(removeFeed)
  remove(@Input() { path }: Asked<typeof removeFeed>): Promise<Answer<typeof removeFeed>> {
    return this.apply('remove', path.id);
  }

  private async apply(care: Care, id: number): Promise<void> {
    const { feeds } = await this.care.apply(care, [id]);
    if (feeds.length === 0) throw new PageNotFound('There is no feed with this number. It may have been removed for good.');
  }
}

function feedJson(row: FeedRow): z.output<typeof feed> {
  const { id, url, title, siteUrl, role, reader, state, settings, tags, outcome, failures, polledAt, changedAt, nextPollAt } = row;
  const { slug, title: sourceTitle } = row.source;
  return {
    ...{ id, url, title, siteUrl, role, reader, state, settings, tags },
    ...{ outcome, message: row.outcomeMessage, failures, polledAt, changedAt, nextPollAt },
    source: { slug, title: sourceTitle },
  };
}
