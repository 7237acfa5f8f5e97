import { ConflictException, Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partFrom, partOf } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { Clock } from '../clock/clock.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refused } from '../pages/problem.js';
import { type Care, FeedCare } from '../sources/feed-care.js';
import { tagsOf } from '../sources/feed-tags.js';
import { FeedsQuery } from '../sources/feeds.query.js';
import { feed, feedJson, feedRole, FEEDS, wholeFeed, wholeFeedJson } from './feed.answer.js';
import { askedKeepDays, askedMinutes, askedNote, askedSpacing, askedTags } from './feed.body.js';
import { FeedQuery } from './feed.query.js';
import { FeedSettingsService } from './feed-settings.js';
import { FeedsListQuery } from './feeds-list.query.js';
import { askedFeeds, filterOf } from './feeds.filter.js';
import { checkLimits } from './limits.form.js';

const listFeeds = operation({
  id: 'listFeeds',
  summary: 'All feeds that somebody added',
  description:
    'In the order in which they were added. The comment feeds of single posts come and go by themselves, and are not among them; those that were removed are, where `state` asks for them.',
  query: z.strictObject({ ...askedFeeds, ...paging(z.int()) }),
  answer: partOf(feed),
});

const path = z.object({ id: numberOf('the feed') });
const errors = { 404: 'There is no such feed.' };

const getFeed = operation({ id: 'getFeed', summary: 'A feed', path, answer: wholeFeed, errors });

const changeFeed = operation({
  id: 'changeFeed',
  summary: 'Change the settings of a feed',
  description: 'All of them: what is left out is not set any more. Its source is changed by `bulkFeeds`, with `move`.',
  path,
  body: z.strictObject({
    tags: askedTags,
    role: feedRole.describe('What it brings'),
    leastMinutes: askedMinutes.describe('Between two polls at the least; null: ours to choose'),
    mostMinutes: askedMinutes.describe('At the most'),
    spacingSeconds: askedSpacing,
    keepDays: askedKeepDays,
    note: askedNote,
  }),
  answer: wholeFeed,
  errors: { ...errors, 409: 'It was removed: bring it back first.' },
});

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

/** One feed and all of them. The addresses of one word come before: `feed-admin.module.ts`. */
@Controller('api/v1/feeds')
@Allowed('admin')
@Cached('own')
@About(FEEDS)
export class FeedsApi {
  constructor(
    private readonly feeds: FeedsQuery,
    private readonly listed: FeedsListQuery,
    private readonly query: FeedQuery,
    private readonly settings: FeedSettingsService,
    private readonly care: FeedCare,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Operation(listFeeds)
  async list(@Input() { query }: Asked<typeof listFeeds>): Promise<Answer<typeof listFeeds>> {
    const { after = 0, limit, ...wanted } = query;
    const { items: ids, next } = partFrom(await this.listed.after(filterOf(wanted), after, limit + 1), limit, (id) => id);
    const now = this.clock.now();
    return { items: (await this.feeds.byIds(ids)).map((row) => feedJson(row, now)), next };
  }

  @Get(':id')
  @Operation(getFeed)
  one(@Input() { path }: Asked<typeof getFeed>): Promise<Answer<typeof getFeed>> {
    return this.described(path.id);
  }

  @Put(':id')
  @Operation(changeFeed)
  async change(@Input() { path, body }: Asked<typeof changeFeed>): Promise<Answer<typeof changeFeed>> {
    const problem = checkLimits(body);
    if (problem !== null) throw refused({ mostMinutes: problem });
    const result = await this.settings.save(path.id, { ...body, tags: tagsOf(body.tags) });
    if (result === 'missing') throw missing();
    if (result === 'removed') throw new ConflictException('This feed was removed: bring it back first. Nothing was saved.');
    return this.described(path.id);
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

  private async described(id: number): Promise<z.output<typeof wholeFeed>> {
    const [[row], one] = [await this.feeds.byIds([id]), await this.query.one(id)];
    if (!row || !one) throw missing();
    return wholeFeedJson(row, one, this.clock.now());
  }

  private async apply(care: Care, id: number): Promise<void> {
    const { feeds } = await this.care.apply(care, [id]);
    if (feeds.length === 0) throw missing();
  }
}

function missing(): PageNotFound {
  return new PageNotFound('There is no feed with this number. It may have been removed for good.');
}
