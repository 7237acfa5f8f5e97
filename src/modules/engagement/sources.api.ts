import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partAfter, partOf, partOfIds, placed } from '../api/paging.js';
import { slugOf, wordOf } from '../api/values.js';
import { Clock } from '../clock/clock.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { exportedPost } from '../posts/exported-post.js';
import { ExportedPosts } from '../posts/exported-posts.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { sourceNames } from '../sources/source.values.js';
import { SOURCES } from '../sources/sources.resource.js';
import { askedAuthor, askedFigures } from './asked.answer.js';
import { AskedSources } from './asked-sources.js';
import { coverage, figures, figuresJson, verdict } from './figures.answer.js';
import { spanOf } from './period.js';
import { affiliationsFor } from './portrait.js';
import { Portraits } from './portraits.js';
import { type KnownPeriod, type SourceRow, SourcesQuery } from './sources.query.js';
import { Verdicts } from './verdicts.js';

const source = z
  .object({
    ...sourceNames,
    affiliation: z.enum(AFFILIATIONS).describe('Whose voice it is at present'),
    firstAt: z.date().nullable().describe('Of its oldest message'),
    latestAt: z.date().nullable().describe('Of its newest message'),
    isSample: z.boolean().describe('It came with the sample of a first run'),
    coverage: coverage.describe('How far we listened in the last year'),
    verdict: verdict.describe('Whether it converses, by what it did in the last year'),
  })
  .meta({ id: 'Source', description: 'A publisher that is watched: a blog, an account, a photostream, a press office.' });

const path = z.object({ slug: slugOf('the source', 'harbour-lamp') });
const errors = { 404: 'There is no such source.' };

const listSources = operation({
  id: 'listSources',
  summary: 'All sources',
  description: 'By title.',
  query: z.strictObject({
    q: wordOf('Words of its title or its address', 200),
    affiliation: z
      .enum(AFFILIATIONS, `One of ${AFFILIATIONS.join(', ')}.`)
      .optional()
      .describe('Whose voice it is where no date and no author says otherwise'),
    ...paging(z.tuple([z.string(), z.int()])),
  }),
  answer: partOf(source),
});

const getSource = operation({ id: 'getSource', summary: 'A source', path, answer: source, errors });

const getEngagement = operation({
  id: 'getEngagement',
  summary: 'How much a source converses',
  description: 'Each figure with its numerator, its denominator, its interval, and how far we listened. /engagement explains them.',
  path,
  query: z.strictObject({ ...askedFigures, author: askedAuthor }),
  answer: figures,
  errors,
});

const listCountedPosts = operation({
  id: 'listCountedPosts',
  summary: 'The messages that a figure of a source counts',
  path,
  query: z.strictObject({
    list: wordOf('The name of a measure, with `/among` for its denominator; `own`, `signed` or `unanswered`; as a rule `own`'),
    ...askedFigures,
    author: askedAuthor,
    ...paging(placed),
  }),
  answer: partOf(exportedPost),
  errors: { 404: 'There is no such source, or no such list.' },
});

type Wanted = Pick<z.output<typeof listSources.query>, 'q' | 'affiliation'>;

@Controller('api/v1/sources')
@Allowed('reader')
@Cached('page')
@About(SOURCES)
export class SourcesApi {
  constructor(
    private readonly sources: SourcesQuery,
    private readonly portraits: Portraits,
    private readonly verdicts: Verdicts,
    private readonly asked: AskedSources,
    private readonly posts: ExportedPosts,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Operation(listSources)
  async list(@Input() { query }: Asked<typeof listSources>): Promise<Answer<typeof listSources>> {
    const found = (await this.sources.all()).filter((row) => isAsked(row, query));
    const { items, next } = partAfter(found, query, ({ title, id }) => [title.toLowerCase(), id] as [string, number]);
    return { items: await this.described(items), next };
  }

  @Get(':slug')
  @Operation(getSource)
  async one(@Input() { path }: Asked<typeof getSource>): Promise<Answer<typeof getSource>> {
    const [found] = await this.described([(await this.asked.find(path.slug, {})).source]);
    return found!;
  }

  @Get(':slug/engagement')
  @Operation(getEngagement)
  async engagement(@Input() { path, query }: Asked<typeof getEngagement>): Promise<Answer<typeof getEngagement>> {
    const { source, span, authorName, authorKey, voice } = await this.asked.find(path.slug, query);
    const painted = await this.portraits.ofSource(source, authorKey, span, voice);
    return figuresJson({ ...painted, source: source.slug, author: authorName, span });
  }

  @Get(':slug/posts')
  @Operation(listCountedPosts)
  async counted(@Input() { path, query }: Asked<typeof listCountedPosts>): Promise<Answer<typeof listCountedPosts>> {
    const { ids } = await this.asked.list(await this.asked.find(path.slug, query), query);
    const part = partOfIds(ids, query);
    return { items: await this.posts.read(part.items), next: part.next };
  }

  private async described(rows: readonly SourceRow[]): Promise<z.output<typeof source>[]> {
    const now = this.clock.now();
    const ids = rows.map(({ id }) => id);
    const [coverages, periods] = [await this.portraits.coverage(ids, spanOf('year', now, null)), await this.sources.periodsOf(ids)];
    return rows.map((row) => {
      const heard = coverages.get(row.id)!;
      return sourceJson(row, periods.get(row.id) ?? [], now, { coverage: heard, verdict: this.verdicts.of(row, heard) });
    });
  }
}

function isAsked({ title, siteUrl, affiliation }: SourceRow, { q = '', affiliation: asked = affiliation }: Wanted): boolean {
  const words = q.toLowerCase();
  return affiliation === asked && [title, siteUrl ?? ''].some((text) => text.toLowerCase().includes(words));
}

function sourceJson(
  row: SourceRow,
  periods: readonly KnownPeriod[],
  now: Date,
  measured: Pick<z.output<typeof source>, 'coverage' | 'verdict'>,
): z.output<typeof source> {
  const { slug, title, siteUrl, platform, firstAt, latestAt } = row;
  return {
    slug,
    title,
    siteUrl,
    platform,
    affiliation: affiliationsFor(row, periods)(null, now.getTime()),
    firstAt: firstAt === null ? null : new Date(firstAt),
    latestAt: latestAt === null ? null : new Date(latestAt),
    isSample: row.isSample === 1,
    ...measured,
  };
}
