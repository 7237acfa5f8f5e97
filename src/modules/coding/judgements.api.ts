import { Controller, Get, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partFrom, partOf } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { Allowed, signatureOf } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refused, refusedWhole } from '../pages/problem.js';
import { ThreadQuery } from '../posts/thread.query.js';
import { coderOf, judgementOf, NOTE_MAX } from './judgement.form.js';
import { type JudgementRow, JudgementsQuery } from './judgements.query.js';
import { JudgementsService } from './judgements.service.js';

export const judgement = z
  .object({
    id: z.int().meta({ examples: [7] }),
    coder: z.string().meta({ examples: ['Ann'] }),
    codes: z.array(z.string()).meta({ examples: [['answers-a-question']] }),
    note: z
      .string()
      .nullable()
      .meta({ examples: [null] }),
    judgedAt: z.date(),
    replacedAt: z
      .date()
      .nullable()
      .describe('When the coder judged otherwise; null where it holds')
      .meta({ examples: [null] }),
  })
  .meta({ id: 'Judgement', description: 'What a coder thinks of a post.' });

const path = z.object({ id: numberOf('the post') });
const errors = { 404: 'There is no such post.' };

const listJudgements = operation({
  id: 'listJudgements',
  summary: 'What coders judged of a post',
  description: 'The latest first; also what they judged before.',
  path,
  query: z.strictObject(paging(z.int())),
  answer: partOf(judgement),
  errors,
});

const judgePost = operation({
  id: 'judgePost',
  summary: 'Judge a post',
  description: 'By the codebook; no codes at all are a judgement, too. What the same coder judged before is kept with its history.',
  path,
  body: z.strictObject({
    codes: z
      .array(z.string())
      .max(500)
      .describe('Short names of codes')
      .meta({ examples: [['answers-a-question']] }),
    note: z.string().max(NOTE_MAX, `may have ${NOTE_MAX} characters`).nullable().default(null).describe('Why'),
    coder: z
      .string()
      .optional()
      .describe('Who judges; of an account, its own name goes before')
      .meta({ examples: ['Ann'] }),
  }),
  answer: judgement,
  errors,
});

@Controller('api/v1/posts/:id/judgements')
@Allowed('reader')
@Cached('own')
@About({ name: 'Judgements', about: 'What coders think of posts.' })
export class JudgementsApi {
  constructor(
    private readonly threads: ThreadQuery,
    private readonly judgements: JudgementsQuery,
    private readonly service: JudgementsService,
  ) {}

  @Get()
  @Operation(listJudgements)
  async list(@Input() { path, query }: Asked<typeof listJudgements>): Promise<Answer<typeof listJudgements>> {
    await this.find(path.id);
    const { after = Number.MAX_SAFE_INTEGER, limit } = query;
    const rows = (await this.judgements.ofPost(path.id)).filter(({ id }) => id < after).sort((a, b) => b.id - a.id);
    const { items, next } = partFrom(rows.slice(0, limit + 1), limit, ({ id }) => id);
    return { items: items.map(judgementJson), next };
  }

  @Post()
  @Allowed('analyst')
  @Operation(judgePost)
  async judge(@Input() { path, body }: Asked<typeof judgePost>, @Req() request: Request): Promise<Answer<typeof judgePost>> {
    await this.find(path.id);
    const coder = coderOf(signatureOf(request) ?? body.coder);
    if (coder === null) throw refused({ coder: 'Say who judges.' });
    const read = judgementOf({ post: String(path.id), coder: coder.name, codes: body.codes, note: body.note });
    if (!read.ok) throw refusedWhole(read.problems);
    const { reports } = await this.service.judge([read.draft]);
    const problems = reports.flatMap((report) => report.problems);
    if (problems.length > 0) throw refused({ codes: problems.join(' ') });
    const own = (await this.judgements.ofPost(path.id)).find((each) => each.coderKey === coder.key && each.supersededAt === null);
    return judgementJson(own!);
  }

  private async find(id: number): Promise<void> {
    const [row] = await this.threads.rows([id]);
    if (!row) throw new PageNotFound('There is no post with this number. It may have been removed, with its source or with the sample.');
  }
}

export function judgementJson({ id, coderName, codes, note, codedAt, supersededAt }: JudgementRow): z.output<typeof judgement> {
  return {
    id,
    coder: coderName,
    codes: codes.map(({ slug }) => slug),
    note,
    judgedAt: new Date(codedAt),
    replacedAt: supersededAt === null ? null : new Date(supersededAt),
  };
}
