import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { legalText } from '../../feeds/characters.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { countOf } from '../pages/words.js';
import { parseQuery } from '../search/query-parser.js';
import { printError } from '../search/query-printer.js';
import { ResultsQuery } from '../search/results.query.js';
import { SearchTooSlow } from '../search/search-reader.js';
import { type Answer as Found, type Cursor, LOOKED_AT_MAX, type Order, ORDERS, SearchService } from '../search/search.service.js';
import { type Answer, noticeField, refused, told } from './answer.js';
import { BAD_CURSOR, CURSOR_FIELD, readCursor, writeCursor } from './cursor.js';
import { type Message, messageOf, messageSchema, messageText } from './message.js';

const RESULTS_MAX = 50;
const CHARACTERS = 600;

const cursorSchema = z.union([
  z.object({ order: z.literal('date'), beforePlace: z.number().int().positive().nullable() }).strict(),
  z
    .object({
      order: z.literal('relevance'),
      skip: z.number().int().min(0).max(LOOKED_AT_MAX),
      throughId: z.number().int().min(0).max(2_147_483_647).nullable(),
    })
    .strict(),
]);

const input = z.object({
  query: z
    .string()
    .max(1_000)
    .overwrite(legalText)
    .min(1)
    .describe(
      'Words, "phrases", AND, OR, NOT, prefix*, NEAR/5; author:, source:, platform:, affiliation:, entity:, tag:, lang:, in:THREAD, after:2008-04, before:2008-05-01, is:post, is:comment, is:reader, is:gone, is:edited, has:replies',
    ),
  order: z.enum(ORDERS).default('relevance').describe('relevance, or date: the newest first'),
  limit: z.number().int().min(1).max(RESULTS_MAX).default(10),
  cursor: CURSOR_FIELD,
});

const output = z.object({
  notice: noticeField,
  total: z.number().int().describe('How many were found; where isMore, there are more'),
  isMore: z.boolean(),
  results: z.array(messageSchema.extend({ replies: z.number().int() })),
  nextCursor: z.string().nullable(),
});

/** Finds messages, in the language of the search page. */
@Injectable()
export class SearchTool {
  readonly name = 'search';
  readonly title = 'Search posts and comments';
  readonly description =
    'Finds what government and public said, in posts of blogs and accounts and the comments beneath them. Each result has the id that `thread` takes.';
  readonly input = input;
  readonly output = output;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly service: SearchService,
    private readonly results: ResultsQuery,
  ) {}

  async answer({ query: text, order, limit, cursor }: z.output<typeof input>): Promise<Answer> {
    const parsed = parseQuery(text, this.config.timezone);
    if (!parsed.ok) return refused(printError(text, parsed.error));
    const place = cursor === undefined ? firstPlace(order) : readCursor<Cursor>(cursor, cursorSchema);
    if (place === null) return refused(BAD_CURSOR);
    try {
      const searched = await this.service.search(parsed.query, place, limit);
      return searched.ok ? await this.tell(searched.answer) : refused(printError(text, searched.error));
    } catch (error) {
      if (error instanceof SearchTooSlow) return refused(error.message);
      throw error;
    }
  }

  private async tell({ found, counted, isMore, next, sources }: Found): Promise<Answer> {
    const rows = await this.results.rows(
      found.map(({ postId }) => postId),
      { html: false },
    );
    const slugs = new Map([...sources].map(([id, { slug }]) => [id, slug]));
    const results = rows.map((row) => ({
      ...messageOf(row, { slugs, baseUrl: this.config.baseUrl, charactersMax: CHARACTERS }),
      replies: row.replies,
    }));
    const nextCursor = next && writeCursor(next);
    return told({ total: counted.length, isMore, results, nextCursor }, (fence) =>
      [
        `${isMore ? 'More than ' : ''}${countOf(counted.length, 'message', 'messages')} found, ${results.length} shown.`,
        ...results.map((result) => messageText(result, fence, aboutOf(result))),
        ...(nextCursor === null ? [] : [`There are more: cursor ${nextCursor}`]),
      ].join('\n\n'),
    );
  }
}

function firstPlace(order: Order): Cursor {
  return order === 'date' ? { order, beforePlace: null } : { order, skip: 0, throughId: null };
}

function aboutOf({ kind, threadId, replies }: Message & { replies: number }): string[] {
  return kind === 'comment' ? [`in thread ${threadId}`] : [countOf(replies, 'comment', 'comments')];
}
