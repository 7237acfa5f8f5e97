import { Controller, Get, Post } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partOf, partOfIds, placed } from '../api/paging.js';
import { badRowsOf, isStored } from '../api/stored-list.js';
import { wordOf, yesOrNo } from '../api/values.js';
import { rowsOf } from '../mentions/read-rows.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refusedWhole } from '../pages/problem.js';
import { fileText } from '../pages/upload.js';
import { exportedPost } from '../posts/exported-post.js';
import { ExportedPosts } from '../posts/exported-posts.js';
import { LIST_MB_MAX } from './book.controller.js';
import { readCodebook } from './code.form.js';
import { CODEBOOK } from './codebook.api.js';
import { CodebookLists } from './codebook-lists.js';
import { CodebookService } from './codebook.service.js';
import { importSummary } from './coding.text.js';
import { coderOf } from './judgement.form.js';

const importCodebook = operation({
  id: 'importCodebook',
  summary: 'Bring in a codebook',
  description:
    'JSON (an object with `codes`, or a list of them) or CSV, with `label`, and `slug`, `definition` and `example` where wanted. A code whose short name is there is changed; others come to the end of the book.',
  query: z.strictObject({ allOrNothing: yesOrNo('Store nothing if anything is refused') }),
  file: { types: ['text/csv', 'text/json'], mbMax: LIST_MB_MAX },
  answer: z.object({
    isStored,
    message: z
      .string()
      .describe('The same in words')
      .meta({ examples: ['Stored: 2 added, 0 changed, 1 unchanged, 0 refused.'] }),
    codes: z.array(
      z.object({
        slug: z.string().meta({ examples: ['answers-a-question'] }),
        label: z.string().meta({ examples: ['Answers a question'] }),
        result: z.enum(['added', 'changed', 'unchanged', 'refused']).describe('What came of it, or would: see `isStored`'),
        problem: z
          .string()
          .nullable()
          .describe('Why it was refused')
          .meta({ examples: [null] }),
      }),
    ),
    badRows: badRowsOf({}),
  }),
});

const listCodedPosts = operation({
  id: 'listCodedPosts',
  summary: 'The posts that a figure of the codebook counts',
  description:
    'Of a code: `given/SLUG`, and `given/SLUG/VOICE` by whose voice (`others` are readers). Of a `coder`: `judged`, and `uncoded` to which they gave no code. Of two, `first` and `second`: `shared` that both judged, `same` and `different`; of one code `agreed/SLUG`, `both/SLUG`, and `first/SLUG` or `second/SLUG` that only one gave it.',
  query: z.strictObject({
    list: z
      .string('Say which list.')
      .trim()
      .min(1, 'Say which list.')
      .max(600)
      .describe('Which list')
      .meta({ examples: ['given/answers-a-question'] }),
    coder: wordOf('The name of a coder'),
    first: wordOf('The name of one of two'),
    second: wordOf('The name of the other'),
    ...paging(placed),
  }),
  answer: partOf(exportedPost),
  errors: { 404: 'There is no such list, or one of them has judged nothing.' },
});

/** A whole book, and what was judged by it. */
@Controller('api/v1/codebook')
@Allowed('reader')
@Cached('own')
@About(CODEBOOK)
export class BookApi {
  constructor(
    private readonly codebook: CodebookService,
    private readonly lists: CodebookLists,
    private readonly posts: ExportedPosts,
  ) {}

  @Post('import')
  @Allowed('analyst')
  @Operation(importCodebook)
  async import(@Input() { query, file }: Asked<typeof importCodebook>): Promise<Answer<typeof importCodebook>> {
    const { allOrNothing } = query;
    const text = fileText(file);
    if (text === '') throw refusedWhole(['Send the codebook as the body: there was none.']);
    const read = readCodebook(text);
    if (!read.ok) throw refusedWhole([read.problem]);
    const { drafts, badRows } = rowsOf(read.rows);
    const isVoid = allOrNothing && badRows.length > 0;
    const { reports, isStored } = await this.codebook.save(isVoid ? [] : drafts, { allOrNothing });
    return {
      isStored,
      message: importSummary({ isStored, reports, badRows }),
      codes: reports,
      badRows: badRows.map(({ row, problems }) => ({ row, problems })),
    };
  }

  @Get('posts')
  @Operation(listCodedPosts)
  async coded(@Input() { query }: Asked<typeof listCodedPosts>): Promise<Answer<typeof listCodedPosts>> {
    const keyOf = (name: string | undefined) => coderOf(name)?.key ?? '';
    const { list, coder, first, second } = query;
    const found = await this.lists.find({ list, coder: keyOf(coder), first: keyOf(first), second: keyOf(second) });
    if (found === null) throw new PageNotFound('There is no such list of posts: what it counted may have changed since.');
    const { items, next } = partOfIds(found.ids, query);
    return { items: await this.posts.read(items), next };
  }
}
