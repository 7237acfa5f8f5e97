import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partFrom, partOf } from '../api/paging.js';
import { Clock } from '../clock/clock.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { ExportedPosts } from '../posts/exported-posts.js';
import { CalendarQuery } from './calendar.query.js';
import { edition, listedEdition } from './edition.answer.js';
import { editionJson, postsOf } from './edition-json.js';
import { EditionReader } from './edition-reader.js';
import { Editions } from './editions.js';
import { type Period, PERIOD_KINDS, periodOf } from './period.js';

export const editionPath = z.object({
  edition: z
    .string()
    .max(40)
    .describe('A day (2008-04-03), a week (2008-W14), a month (2008-04), or `latest`')
    .meta({ examples: ['2008-04-03'] }),
});

const listEditions = operation({
  id: 'listEditions',
  summary: 'All editions of a kind',
  description: 'The latest first; times in which nothing was said are left out.',
  query: z.strictObject({
    kind: z.enum(PERIOD_KINDS).default('day').describe('Of days, weeks or months'),
    ...paging(z.int()),
  }),
  answer: partOf(listedEdition),
});

const getEdition = operation({
  id: 'getEdition',
  summary: 'An edition',
  description: 'What was talked about, what else was published, and what is worth knowing of the time, as its page has it.',
  path: editionPath,
  answer: edition,
  errors: { 404: 'There is no such edition.' },
});

@Controller('api/v1/editions')
@Allowed('reader')
@Cached('page')
@About({ name: 'Editions', about: 'The digest of a day, a week or a month.' })
export class EditionsApi {
  constructor(
    private readonly editions: Editions,
    private readonly reader: EditionReader,
    private readonly calendar: CalendarQuery,
    private readonly posts: ExportedPosts,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Operation(listEditions)
  async list(@Input() { query }: Asked<typeof listEditions>): Promise<Answer<typeof listEditions>> {
    const periods = await this.before(query.after ?? null, query.kind, query.limit + 1);
    const { items, next } = partFrom(periods, query.limit, ({ from }) => from.getTime());
    const counts = items.length > 0 ? await this.calendar.counts(items) : [];
    return { items: items.map(({ key, kind, from, until }, place) => ({ key, kind, from, until, messages: counts[place] ?? 0 })), next };
  }

  @Get(':edition')
  @Operation(getEdition)
  async one(@Input() { path }: Asked<typeof getEdition>): Promise<Answer<typeof getEdition>> {
    const period = await this.find(path.edition);
    const read = await this.reader.read(period, 'page');
    const posts = await this.posts.read([...new Set(postsOf(read))]);
    return editionJson(period, read, new Map(posts.map((post) => [post.id, post])));
  }

  private async find(key: string): Promise<Period> {
    const period = key === 'latest' ? await this.editions.latest() : await this.editions.find(key);
    if (period === null) throw new PageNotFound('There are no editions yet, because nothing has been read yet.');
    return period;
  }

  /** From post to the newest post before its period: as many look-ups as there are editions. */
  private async before(until: number | null, kind: (typeof PERIOD_KINDS)[number], max: number): Promise<Period[]> {
    const periods: Period[] = [];
    const latest = await this.editions.latest(kind);
    if (latest === null) return periods;
    let at = until === null ? await this.calendar.latest(this.clock.now()) : await this.calendar.before(new Date(until));
    while (at !== null && periods.length < max) {
      const period = periodOf(kind, at, latest.zone);
      periods.push(period);
      at = await this.calendar.before(period.from);
    }
    return periods;
  }
}
