import { ConflictException, Controller, Get, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partOf, partOfIds, placed } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { whyNoHubs } from '../sources/hub-subscriptions.js';
import { SAID } from './feed-health.view.js';
import { health, healthJson, progress, wholeHealth, wholeHealthJson } from './health.answer.js';
import { FILTERS, HealthQuery, type HealthRow } from './health.query.js';
import { HealthService } from './health.service.js';
import { ProgressTeller } from './progress.js';

const listHealth = operation({
  id: 'listHealth',
  summary: 'How the feeds fare',
  description: 'What needs most care first.',
  query: z.strictObject({
    show: z
      .enum(FILTERS, `One of ${FILTERS.join(', ')}.`)
      .default('all')
      .describe('`attention`: what somebody should look after; `gaps`: entries may have been missed within a month'),
    ...paging(placed),
  }),
  answer: partOf(health),
});

const countHealth = operation({
  id: 'countHealth',
  summary: 'How many feeds fare how',
  answer: z.object(
    Object.fromEntries(FILTERS.map((filter) => [filter, z.int().meta({ examples: [3] })])) as Record<(typeof FILTERS)[number], z.ZodInt>,
  ),
});

const path = z.object({ id: numberOf('the feed') });
const errors = { 404: 'There is no such feed.' };

const getHealth = operation({
  id: 'getHealth',
  summary: 'How a feed fares',
  description: 'With its last polls, its habit, what may have been missed, and what was done to it.',
  path,
  answer: wholeHealth,
  errors,
});

const pollFeed = operation({
  id: 'pollFeed',
  summary: 'Poll a feed now',
  description: 'It becomes due. One that is due already stays so: the second who asks joins the first. `getHealth` says what comes of it.',
  path,
  answer: progress,
  errors: { ...errors, 409: 'Its server has asked for patience, or it is not polled.' },
});

const acceptMove = operation({
  id: 'acceptMove',
  summary: 'Keep the address to which a feed redirects',
  path,
  answer: wholeHealth,
  errors: { ...errors, 409: 'It redirects nowhere, or another feed has that address.' },
});

const pollGoneFeed = operation({
  id: 'pollGoneFeed',
  summary: 'Ask again for a feed that was said to be gone',
  path,
  answer: wholeHealth,
  errors: { ...errors, 409: 'It is not gone.' },
});

const pollFailing = operation({
  id: 'pollFailing',
  summary: 'Poll all feeds now that fail',
  description: 'But for those whose servers have asked for patience. `getPolling` says how far it is.',
  answer: progress,
});

const getPolling = operation({
  id: 'getPolling',
  summary: 'How far polling is',
  query: z.strictObject({
    of: z.coerce.number().int().min(0).max(1e9).default(0).describe('`of` of an answer before: what its `done` counts from'),
  }),
  answer: progress,
});

@Controller('api/v1')
@Allowed('admin')
@Cached('own')
@About({ name: 'Health', about: 'How the feeds fare, and what can be done.' })
export class HealthApi {
  constructor(
    private readonly query: HealthQuery,
    private readonly service: HealthService,
    private readonly teller: ProgressTeller,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('health')
  @Operation(listHealth)
  async list(@Input() { query }: Asked<typeof listHealth>): Promise<Answer<typeof listHealth>> {
    const now = this.clock.now();
    const { items, next } = partOfIds(await this.query.ranked(query.show, now), query);
    return { items: (await this.query.rows(items, now)).map((row) => healthJson(row, now)), next };
  }

  @Get('health/counts')
  @Operation(countHealth)
  counts(): Promise<Answer<typeof countHealth>> {
    return this.query.counts(this.clock.now());
  }

  @Get('health/progress')
  @Operation(getPolling)
  polling(@Input() { query }: Asked<typeof getPolling>): Promise<Answer<typeof getPolling>> {
    return this.teller.ofAll(query.of);
  }

  @Post('health/poll')
  @Operation(pollFailing)
  async pollFailing(): Promise<Answer<typeof pollFailing>> {
    await this.service.askAll(await this.query.ids('failing', this.clock.now()));
    return this.teller.ofAll(0);
  }

  @Get('health/:id')
  @Operation(getHealth)
  async one(@Input() { path }: Asked<typeof getHealth>): Promise<Answer<typeof getHealth>> {
    return this.described(path.id);
  }

  @Post('feeds/:id/poll')
  @Operation(pollFeed)
  async poll(@Input() { path }: Asked<typeof pollFeed>): Promise<Answer<typeof pollFeed>> {
    const { result } = await this.service.askNow(path.id);
    if (result === 'missing') throw missing();
    if (result !== 'under-way') throw new ConflictException(SAID[result]);
    const told = await this.teller.ofFeed(path.id);
    if (told === null) throw missing();
    return told;
  }

  @Post('feeds/:id/accept')
  @Operation(acceptMove)
  async accept(@Input() { path }: Asked<typeof acceptMove>): Promise<Answer<typeof acceptMove>> {
    const result = await this.service.accept(path.id);
    if (result === 'missing') throw missing();
    if (result !== 'moved') throw new ConflictException(SAID[result]);
    return this.described(path.id);
  }

  @Post('feeds/:id/again')
  @Operation(pollGoneFeed)
  async again(@Input() { path }: Asked<typeof pollGoneFeed>): Promise<Answer<typeof pollGoneFeed>> {
    await this.find(path.id);
    if (!(await this.service.tryAgain(path.id))) throw new ConflictException('It is not gone: nothing was changed.');
    return this.described(path.id);
  }

  private async described(id: number): Promise<z.output<typeof wholeHealth>> {
    const row = await this.find(id);
    const [gaps, notes, progress] = [await this.query.gaps(id), await this.query.notes(id), await this.teller.ofFeed(id)];
    const parts = { gaps, notes, progress, hub: await this.query.hub(row), whyNoHubs: whyNoHubs(this.config) };
    return wholeHealthJson(row, parts, this.clock.now());
  }

  private async find(id: number): Promise<HealthRow> {
    const row = await this.query.one(id, this.clock.now());
    if (row === null) throw missing();
    return row;
  }
}

function missing(): PageNotFound {
  return new PageNotFound('There is no such feed. It may have been removed, or be that of a single post, which comes and goes by itself.');
}
