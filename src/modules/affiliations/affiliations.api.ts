import { ConflictException, Controller, Delete, Get, Inject, Post } from '@nestjs/common';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partAfter, partOf } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refused } from '../pages/problem.js';
import { webUrl } from '../pages/web-url.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { type AffiliationRow, Affiliations, type SetResult } from './affiliations.js';
import { periodText } from './affiliations.text.js';

const day = z.iso.date('A day such as 2010-05-11.').nullable().default(null);

const dated = z
  .object({
    id: z.int().meta({ examples: [5] }),
    source: z
      .string()
      .describe('The slug of the source')
      .meta({ examples: ['harbour-lamp'] }),
    author: z
      .string()
      .nullable()
      .describe('One who signs there; null for the source as a whole')
      .meta({ examples: [null] }),
    affiliation: z.enum(AFFILIATIONS),
    fromAt: z
      .date()
      .nullable()
      .describe('The first instant at which it holds; null for ever before')
      .meta({ examples: [null] }),
    untilAt: z
      .date()
      .nullable()
      .describe('The first at which it no longer holds; null for ever after')
      .meta({ examples: [null] }),
    evidenceUrl: z
      .string()
      .nullable()
      .describe('Where one can see for oneself')
      .meta({ examples: [null] }),
    note: z
      .string()
      .nullable()
      .meta({ examples: [null] }),
  })
  .meta({ id: 'Affiliation', description: 'Whose voice a source is, or one who signs there, during a time.' });

const listAffiliations = operation({
  id: 'listAffiliations',
  summary: 'All affiliations that have dates or authors',
  description: 'By source, then in the order in which they were set.',
  query: z.strictObject(paging(z.tuple([z.string(), z.int()]))),
  answer: partOf(dated),
});

const setAffiliation = operation({
  id: 'setAffiliation',
  summary: 'Say whose voice a source is',
  description: 'Or one of its authors. Stored messages get the voice in the background.',
  body: z.strictObject({
    source: z
      .string('is missing')
      .describe('The slug of the source')
      .meta({ examples: ['harbour-lamp'] }),
    affiliation: z.enum(AFFILIATIONS, `One of ${AFFILIATIONS.join(', ')}.`),
    author: z.string().trim().min(1).max(300).nullable().default(null).describe('One who signs there; else the source as a whole'),
    from: day.describe('The first day on which it holds; else ever before'),
    until: day.describe('The first day on which it no longer holds; else for ever'),
    evidenceUrl: z
      .string()
      .refine((url) => webUrl(url) !== null, 'Give an address that begins with http:// or https://.')
      .nullable()
      .default(null)
      .describe('Where one can see for oneself'),
    note: z.string().trim().max(2_000).nullable().default(null),
  }),
  answer: dated,
  status: 201,
  errors: { 409: 'It is something else at that time already.' },
});

const removeAffiliation = operation({
  id: 'removeAffiliation',
  summary: 'Take back an affiliation',
  path: z.object({ id: numberOf('the affiliation') }),
  errors: { 404: 'There is no such affiliation.' },
});

@Controller('api/v1/affiliations')
@Allowed('reader')
@Cached('page')
@About({ name: 'Affiliations', about: 'Whose voice a source or an author is, since when, and how that is known.' })
export class AffiliationsApi {
  constructor(
    private readonly affiliations: Affiliations,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Operation(listAffiliations)
  async list(@Input() { query }: Asked<typeof listAffiliations>): Promise<Answer<typeof listAffiliations>> {
    const { items, next } = partAfter(await this.affiliations.list(), query, ({ slug, id }) => [slug, id] as [string, number]);
    return { items: items.map(affiliationJson), next };
  }

  @Post()
  @Allowed('admin')
  @Operation(setAffiliation)
  async set(@Input() { body }: Asked<typeof setAffiliation>): Promise<Answer<typeof setAffiliation>> {
    const { timezone: zone } = this.config;
    const startOf = (written: string | null) => (written === null ? null : DateTime.fromISO(written, { zone }).toJSDate());
    const { from, until, ...wanted } = body;
    const result = await this.affiliations.set({ ...wanted, fromAt: startOf(from), untilAt: startOf(until) });
    if (result.result !== 'set') throw refusalOf(result, zone);
    return affiliationJson((await this.affiliations.list()).find(({ id }) => id === result.id)!);
  }

  @Delete(':id')
  @Allowed('admin')
  @Operation(removeAffiliation)
  async remove(@Input() { path }: Asked<typeof removeAffiliation>): Promise<Answer<typeof removeAffiliation>> {
    if (!(await this.affiliations.remove(path.id))) throw new PageNotFound('There is no affiliation with this number.');
  }
}

function refusalOf(result: Exclude<SetResult, { result: 'set' }>, zone: string): Error {
  switch (result.result) {
    case 'no-source':
      return refused({ source: 'There is no source of this name.' });
    case 'several-sources':
      return refused({ source: `Several sources have this title. Name one by its slug: ${result.slugs.join(', ')}.` });
    case 'no-time':
      return refused({ until: 'This is the first day on which it no longer holds, and must come after the first on which it does.' });
    case 'overlaps': {
      const there = result.overlaps.map((row) => `${periodText(row, zone)} (number ${row.id})`).join('; ');
      return new ConflictException(`A voice is one thing at a time, and there is already: ${there}. Give other dates, or remove it.`);
    }
  }
}

function affiliationJson(row: AffiliationRow): z.output<typeof dated> {
  const { id, slug, authorName, affiliation, fromAt, untilAt, evidenceUrl, note } = row;
  return { id, source: slug, author: authorName, affiliation, fromAt, untilAt, evidenceUrl, note };
}
