import { ConflictException, Controller, Get, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partAfter, partOf } from '../api/paging.js';
import { slugOf } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refused, refusedWhole } from '../pages/problem.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import type { CodeEntity } from './code.entity.js';
import { codeForm, codeOf } from './code.form.js';
import { CodebookLists } from './codebook-lists.js';
import { CodebookService } from './codebook.service.js';
import { OTHERS } from './codebook.view.js';
import { givenOf } from './given.js';
import { coderOf } from './judgement.form.js';
import { type GivenRow, JudgementsQuery } from './judgements.query.js';

export const CODEBOOK = { name: 'Codebook', about: 'What coders look for in posts, who they are, and how far they agree.' };

const code = z
  .object({
    slug: z.string().meta({ examples: ['answers-a-question'] }),
    label: z.string().meta({ examples: ['Answers a question'] }),
    definition: z
      .string()
      .nullable()
      .describe('When it is given, and when not')
      .meta({ examples: [null] }),
    example: z
      .string()
      .nullable()
      .meta({ examples: [null] }),
    position: z
      .int()
      .describe('Its place in the book')
      .meta({ examples: [1] }),
    given: z
      .object({
        posts: z.int(),
        voices: z
          .array(z.object({ voice: z.enum([...AFFILIATIONS, OTHERS]), posts: z.int() }))
          .describe('The same by whose voice; `others` are readers'),
      })
      .describe('How many posts bear it: the lists `given/SLUG` and `given/SLUG/VOICE`')
      .meta({ examples: [{ posts: 12, voices: [{ voice: 'minister', posts: 12 }] }] }),
    createdAt: z.date(),
    retiredAt: z
      .date()
      .nullable()
      .describe('Since when it is no longer given')
      .meta({ examples: [null] }),
  })
  .meta({ id: 'Code', description: 'What coders look for in a post.' });

const path = z.object({ slug: slugOf('the code', 'answers-a-question') });
const errors = { 404: 'There is no such code.' };
const retired = 'The code was retired: under one name, nobody could tell what was judged before and after.';
const share = z.number().nullable();

const listCodes = operation({
  id: 'listCodes',
  summary: 'The codebook',
  description: 'All codes by their places, also those that were retired.',
  query: z.strictObject(paging(z.tuple([z.int(), z.int()]))),
  answer: partOf(code),
});

const body = z.strictObject({ ...codeForm.shape, label: codeForm.shape.label.meta({ examples: ['Answers a question'] }) });

const createCode = operation({
  id: 'createCode',
  summary: 'Add a code',
  description: 'At the end of the book. Without a slug, one is made from the label.',
  body,
  answer: code,
  status: 201,
  errors: { 409: 'There is a code of this short name.' },
});

const changeCode = operation({
  id: 'changeCode',
  summary: 'Change a code',
  description: 'All of it but its short name.',
  path,
  body: body.omit({ slug: true }),
  answer: code,
  errors: { ...errors, 409: retired },
});

const retireCode = operation({
  id: 'retireCode',
  summary: 'Take a code out of the book',
  description: 'Where it was given, it stays. One that nobody ever gave is forgotten.',
  path,
  answer: z.object({ result: z.enum(['retired', 'removed']) }),
  errors: { ...errors, 409: 'It was retired before.' },
});

const listCoders = operation({
  id: 'listCoders',
  summary: 'Who judges',
  query: z.strictObject(paging(z.tuple([z.string()]))),
  answer: partOf(
    z.object({
      name: z.string().meta({ examples: ['Ann'] }),
      posts: z
        .int()
        .describe('Posts that they judged')
        .meta({ examples: [40] }),
      uncoded: z
        .int()
        .describe('Of these, to how many they gave no code')
        .meta({ examples: [3] }),
      latestAt: z.date(),
    }),
  ),
});

const getAgreement = operation({
  id: 'getAgreement',
  summary: 'How far two coders agree',
  description: 'Cohen’s kappa code by code, each with its interval.',
  query: z.strictObject({
    first: z
      .string()
      .describe('The name of one')
      .meta({ examples: ['Ann'] }),
    second: z
      .string()
      .describe('The name of the other')
      .meta({ examples: ['Bob'] }),
  }),
  answer: z.object({
    first: z.string().meta({ examples: ['Ann'] }),
    second: z.string().meta({ examples: ['Bob'] }),
    judged: z
      .int()
      .describe('Posts that both judged')
      .meta({ examples: [40] }),
    same: z
      .int()
      .describe('Of these, how many have exactly the same codes')
      .meta({ examples: [31] }),
    codes: z.array(
      z.object({
        code: z.string().meta({ examples: ['answers-a-question'] }),
        posts: z
          .int()
          .describe('Posts at which both were asked about it')
          .meta({ examples: [40] }),
        given: z
          .object({ first: z.int(), second: z.int() })
          .describe('How often each gave it')
          .meta({ examples: [{ first: 12, second: 14 }] }),
        observed: share.describe('The share of posts on which they agree').meta({ examples: [0.9] }),
        kappa: share.meta({ examples: [0.76] }),
        interval: z
          .object({ low: z.number(), high: z.number(), level: z.number() })
          .nullable()
          .meta({ examples: [{ low: 0.52, high: 0.89, level: 0.95 }] }),
        lacking: z
          .string()
          .nullable()
          .describe('Why something is not known')
          .meta({ examples: [null] }),
      }),
    ),
  }),
  errors: { 404: 'One of them has judged nothing.' },
});

@Controller('api/v1/codebook')
@Allowed('reader')
@Cached('own')
@About(CODEBOOK)
export class CodebookApi {
  constructor(
    private readonly codebook: CodebookService,
    private readonly judgements: JudgementsQuery,
    private readonly lists: CodebookLists,
  ) {}

  @Get('codes')
  @Operation(listCodes)
  async list(@Input() { query }: Asked<typeof listCodes>): Promise<Answer<typeof listCodes>> {
    const { items, next } = partAfter(await this.codebook.codes(), query, ({ position, id }) => [position, id] as [number, number]);
    const given = await this.judgements.given();
    return { items: items.map((row) => codeJson(row, given)), next };
  }

  @Post('codes')
  @Allowed('analyst')
  @Operation(createCode)
  async add(@Input() { body }: Asked<typeof createCode>): Promise<Answer<typeof createCode>> {
    const read = codeOf(body);
    if (!read.ok) throw refusedWhole(read.problems);
    const { slug } = read.draft;
    if (await this.find(slug)) throw new ConflictException(`There is a code “${slug}” already. Change it, or give another short name.`);
    await this.codebook.save([read.draft]);
    return this.described(slug);
  }

  @Put('codes/:slug')
  @Allowed('analyst')
  @Operation(changeCode)
  async change(@Input() { path, body }: Asked<typeof changeCode>): Promise<Answer<typeof changeCode>> {
    if (!(await this.find(path.slug))) throw missing();
    const read = codeOf({ ...body, slug: path.slug });
    if (!read.ok) throw refusedWhole(read.problems);
    const { reports } = await this.codebook.save([read.draft]);
    if (reports[0]?.result === 'refused') throw new ConflictException(reports[0].problem ?? retired);
    return this.described(path.slug);
  }

  @Post('codes/:slug/retire')
  @Allowed('analyst')
  @Operation(retireCode)
  async retire(@Input() { path }: Asked<typeof retireCode>): Promise<Answer<typeof retireCode>> {
    const result = await this.codebook.retire(path.slug);
    if (result === 'missing') throw missing();
    if (result === 'retired-before') throw new ConflictException('It was retired before.');
    return { result };
  }

  @Get('coders')
  @Operation(listCoders)
  async coders(@Input() { query }: Asked<typeof listCoders>): Promise<Answer<typeof listCoders>> {
    const { items, next } = partAfter(await this.judgements.coders(), query, ({ key }) => [key] as [string]);
    return { items: items.map(({ name, posts, uncoded, latestAt }) => ({ name, posts, uncoded, latestAt: new Date(latestAt) })), next };
  }

  @Get('agreement')
  @Operation(getAgreement)
  async agreement(@Input() { query }: Asked<typeof getAgreement>): Promise<Answer<typeof getAgreement>> {
    const keys = [query.first, query.second].map((name) => coderOf(name)?.key ?? '');
    if (keys[0] === keys[1]) throw refused({ second: 'Name two of them.' });
    const pair = await this.lists.pair(await this.judgements.coders(), keys[0]!, keys[1]!);
    if (pair === null) throw new PageNotFound('One of these has judged nothing yet.');
    const { first, second, agreement } = pair;
    return {
      first: first.name,
      second: second.name,
      judged: agreement.judged.length,
      same: agreement.same.length,
      codes: agreement.codes.map(({ slug, posts, given: [one, other], observed, kappa, interval, lacking }) => ({
        code: slug,
        posts,
        given: { first: one, second: other },
        observed,
        kappa,
        interval,
        lacking,
      })),
    };
  }

  private async described(slug: string): Promise<z.output<typeof code>> {
    return codeJson((await this.find(slug))!, await this.judgements.given());
  }

  private async find(slug: string): Promise<CodeEntity | undefined> {
    return (await this.codebook.codes()).find((each) => each.slug === slug);
  }
}

function codeJson(
  { id, slug, label, definition, example, position, createdAt, retiredAt }: CodeEntity,
  given: readonly GivenRow[],
): z.output<typeof code> {
  const own = givenOf(id, given);
  const voices = own.rows.map(({ voice, posts }) => ({ voice: voice ?? OTHERS, posts }));
  return { slug, label, definition, example, position, given: { posts: own.posts, voices }, createdAt, retiredAt };
}

function missing(): PageNotFound {
  return new PageNotFound('There is no code of this short name.');
}
