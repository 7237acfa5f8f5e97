import { ConflictException, Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partAfter, partFrom, partOf } from '../api/paging.js';
import { slugOf } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refused } from '../pages/problem.js';
import { countOf, formatNumber } from '../pages/words.js';
import { exportedPost } from '../posts/exported-post.js';
import { ExportedPosts } from '../posts/exported-posts.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import type { SavedSearchEntity } from './saved-search.entity.js';
import { savedSearchForm } from './saved-search.form.js';
import { type Count, isBroad, type Saved, SavedSearches, slugOf as slugOfName } from './saved-searches.service.js';
import { WatchesQuery } from './watches.query.js';

const watch = z
  .object({
    slug: z.string().meta({ examples: ['dredging'] }),
    name: z.string().meta({ examples: ['Dredging'] }),
    query: z
      .string()
      .describe('In the language of searches')
      .meta({ examples: ['dredging is:post'] }),
    note: z
      .string()
      .nullable()
      .meta({ examples: [null] }),
    isWatched: z
      .boolean()
      .describe('It is asked of every message as it arrives')
      .meta({ examples: [true] }),
    found: z
      .int()
      .describe('Messages that it has found')
      .meta({ examples: [12] }),
    isLookedThrough: z
      .boolean()
      .describe('All stored messages have been looked through since it changed')
      .meta({ examples: [true] }),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .meta({ id: 'Watch', description: 'A search with a name. One that is watched is asked of every message as it arrives.' });

const path = z.object({ slug: slugOf('the watch', 'dredging') });
const errors = { 404: 'There is no such watch.' };
const body = z.strictObject({
  ...savedSearchForm.shape,
  name: savedSearchForm.shape.name.meta({ examples: ['Dredging'] }),
  query: savedSearchForm.shape.query.meta({ examples: ['dredging is:post'] }),
  anyway: z.boolean().default(false).describe('Though it finds more than a fifth of all messages'),
});

const listWatches = operation({
  id: 'listWatches',
  summary: 'All saved searches',
  description: 'By name.',
  query: z.strictObject(paging(z.tuple([z.string(), z.int()]))),
  answer: partOf(watch),
});

const getWatch = operation({ id: 'getWatch', summary: 'A saved search', path, answer: watch, errors });

const listMatches = operation({
  id: 'listMatches',
  summary: 'What a watch has found',
  description: 'The newest first. A search that is not watched has found nothing: ask /api/v1/search.',
  path,
  query: z.strictObject({
    voice: z
      .enum([...AFFILIATIONS, 'others'])
      .optional()
      .describe('Of one voice; `others` are readers'),
    from: z.iso.datetime('An instant such as 2008-04-03T00:00:00Z.').optional().describe('From this instant on'),
    until: z.iso.datetime('An instant such as 2008-04-03T00:00:00Z.').optional().describe('Before this instant'),
    ...paging(z.int().min(0)),
  }),
  answer: partOf(exportedPost),
  errors,
});

const conflict = 'There is one of this name, or it finds more than a fifth of all messages; `detail` says which.';
const location = ({ slug }: z.output<typeof watch>) => `/api/v1/watches/${slug}`;

const createWatch = operation({
  id: 'createWatch',
  summary: 'Save a search',
  body,
  answer: watch,
  status: 201,
  errors: { 409: conflict },
  location,
});

const countWatch = operation({
  id: 'countWatch',
  summary: 'Count what a search would find',
  description: 'Before it is saved; nothing is stored.',
  body: body.pick({ query: true, isWatched: true }),
  answer: z.object({
    found: z
      .int()
      .nullable()
      .describe('Messages that it finds now; null where that takes too long to count')
      .meta({ examples: [12] }),
    total: z
      .int()
      .describe('Of so many')
      .meta({ examples: [240] }),
    isBroad: z
      .boolean()
      .describe('More than a fifth: to be watched, it has to be sent with `anyway`')
      .meta({ examples: [false] }),
  }),
});

const changeWatch = operation({
  id: 'changeWatch',
  summary: 'Change a saved search',
  description: 'All of it but its name.',
  path,
  body,
  answer: watch,
  errors: { ...errors, 409: 'It finds more than a fifth of all messages.' },
});

const removeWatch = operation({ id: 'removeWatch', summary: 'Remove a saved search', description: 'And what it found.', path, errors });

@Controller('api/v1/watches')
@Allowed('reader')
@Cached('own')
@About({ name: 'Watches', about: 'Searches that have a name, and what the watched ones have found.' })
export class WatchesApi {
  constructor(
    private readonly watches: WatchesQuery,
    private readonly saved: SavedSearches,
    private readonly posts: ExportedPosts,
  ) {}

  @Get()
  @Operation(listWatches)
  async list(@Input() { query }: Asked<typeof listWatches>): Promise<Answer<typeof listWatches>> {
    const { items, next } = partAfter(await this.watches.all(), query, ({ name, id }) => [name.toLowerCase(), id] as [string, number]);
    return { items: await Promise.all(items.map((row) => this.described(row))), next };
  }

  @Post()
  @Allowed('analyst')
  @Operation(createWatch)
  async add(@Input() { body }: Asked<typeof createWatch>): Promise<Answer<typeof createWatch>> {
    return this.store(body, false);
  }

  @Post('count')
  @Allowed('analyst')
  @Operation(countWatch)
  async count(@Input() { body }: Asked<typeof countWatch>): Promise<Answer<typeof countWatch>> {
    const read = await this.saved.read(body);
    if (!read.ok) throw refused({ query: read.error.sentence });
    const count = await this.saved.count(read.query);
    return { ...count, isBroad: isBroad(count) };
  }

  @Get(':slug')
  @Operation(getWatch)
  async one(@Input() { path }: Asked<typeof getWatch>): Promise<Answer<typeof getWatch>> {
    return this.described(await this.find(path.slug));
  }

  @Put(':slug')
  @Allowed('analyst')
  @Operation(changeWatch)
  async change(@Input() { path, body }: Asked<typeof changeWatch>): Promise<Answer<typeof changeWatch>> {
    const { slug, name } = await this.find(path.slug);
    if (slugOfName(body.name) !== slug)
      throw refused({ name: `A saved search keeps its name, ${name}. Save another, and remove this one.` });
    return this.store(body, true);
  }

  @Delete(':slug')
  @Allowed('analyst')
  @Operation(removeWatch)
  async remove(@Input() { path }: Asked<typeof removeWatch>): Promise<Answer<typeof removeWatch>> {
    if (!(await this.saved.remove(path.slug))) throw missing();
  }

  @Get(':slug/posts')
  @Cached('page')
  @Operation(listMatches)
  async matches(@Input() { path, query }: Asked<typeof listMatches>): Promise<Answer<typeof listMatches>> {
    const { id } = await this.find(path.slug);
    const { voice = null, from, until, limit, after } = query;
    const [fromAt, untilAt] = [from, until].map((at) => (at === undefined ? null : Date.parse(at)));
    const found = await this.watches.matches({
      searchId: id,
      voice,
      fromAt: fromAt ?? null,
      untilAt: untilAt ?? null,
      beforePlace: after ?? null,
      rowsMax: limit + 1,
    });
    const { items, next } = partFrom(found, limit, ({ place }) => place);
    return { items: await this.posts.read(items.map(({ postId }) => postId)), next };
  }

  private async store({ anyway, ...draft }: z.output<typeof body>, mayChange: boolean): Promise<z.output<typeof watch>> {
    const saved = await this.saved.save(draft, { mayChange, anyway });
    if (saved.result === 'unreadable') throw refused({ query: saved.error.sentence });
    if (saved.result === 'taken' || saved.result === 'too-broad') throw new ConflictException(refusalOf(saved));
    return this.described(await this.find(saved.slug));
  }

  private async described(row: SavedSearchEntity): Promise<z.output<typeof watch>> {
    const { slug, name, query, note, createdAt, updatedAt } = row;
    const { found } = await this.watches.count(row.id);
    return {
      slug,
      name,
      query,
      note,
      isWatched: row.isWatched === 1,
      found,
      isLookedThrough: row.rematchBeforePlace === null,
      createdAt,
      updatedAt,
    };
  }

  private async find(slug: string): Promise<SavedSearchEntity> {
    const row = await this.saved.bySlug(slug);
    if (!row) throw missing();
    return row;
  }
}

function missing(): PageNotFound {
  return new PageNotFound('There is no watch at this address. It may have been removed.');
}

function refusalOf(saved: Extract<Saved, { result: 'taken' | 'too-broad' }>): string {
  if (saved.result === 'taken') return 'There is a saved search of this name. Choose another, or change or remove that one.';
  return `${broadness(saved.count)} Narrow it, or send "anyway": true.`;
}

function broadness({ found, total }: Count): string {
  if (found === null) return 'It takes too long to count what it finds.';
  return `It finds ${formatNumber(found)} of ${countOf(total, 'message', 'messages')}, which is more than a fifth.`;
}
