import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { encoded, paging, partOf } from '../api/paging.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { InvalidRequest } from '../pages/problem.js';
import { exportedPost } from '../posts/exported-post.js';
import { ExportedPosts } from '../posts/exported-posts.js';
import { facetsOf } from './facets.js';
import { parseQuery } from './query-parser.js';
import { LIMITS, type Query, type QueryError } from './query.js';
import { SearchTooSlow } from './search-reader.js';
import { type Answer as Found, type Cursor, LOOKED_AT_MAX, ORDERS, SearchService } from './search.service.js';

const cursor = z.union([
  z.object({ order: z.literal('date'), beforePlace: z.int().min(1) }),
  z.object({ order: z.literal('relevance'), skip: z.int().min(0).max(LOOKED_AT_MAX), throughId: z.int().min(1) }),
]);

const search = operation({
  id: 'search',
  summary: 'Find posts',
  description:
    'In the language of /search: words, phrases, AND, OR, NOT, and conditions such as `affiliation:minister` and `after:2008-04`.',
  query: z.strictObject({
    q: z
      .string('Write what is to be looked for.')
      .trim()
      .min(1, 'Write what is to be looked for.')
      .max(LIMITS.characters, `A query has at most ${LIMITS.characters} characters.`)
      .describe('What is looked for')
      .meta({ examples: ['dredging is:post'] }),
    order: z.enum(ORDERS).default('relevance').describe('By relevance, or the newest first'),
    ...paging(cursor),
  }),
  answer: partOf(exportedPost).extend({
    counted: z
      .int()
      .describe('How many were found, as far as was looked')
      .meta({ examples: [1] }),
    isMore: z.boolean().describe(`There are more: these are the newest ${LOOKED_AT_MAX}`),
    folded: z
      .int()
      .describe('Posts among these that say what another says, and are neither listed nor counted')
      .meta({ examples: [0] }),
    facets: z
      .array(
        z.object({
          title: z.string().meta({ examples: ['Whose voice'] }),
          values: z.array(
            z.object({
              label: z.string().meta({ examples: ['Minister'] }),
              count: z.int().meta({ examples: [1] }),
              query: z
                .string()
                .nullable()
                .describe('The query with this as a further condition')
                .meta({ examples: ['dredging is:post affiliation:minister'] }),
            }),
          ),
          more: z
            .int()
            .describe('Values beyond the commonest')
            .meta({ examples: [0] }),
        }),
      )
      .describe('What was found, told apart; a way of telling it apart that has one value is left out'),
  }),
  errors: { 503: 'The search took too long, and was given up.' },
});

@Controller('api/v1/search')
@Allowed('reader')
@Cached('page')
@About({ name: 'Search', about: 'Everything that was said, by its words and by what is known of it.' })
export class SearchApi {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly service: SearchService,
    private readonly posts: ExportedPosts,
  ) {}

  @Get()
  @Operation(search)
  async found(@Input() { query }: Asked<typeof search>): Promise<Answer<typeof search>> {
    const { timezone: zone } = this.config;
    const parsed = parseQuery(query.q, zone);
    if (!parsed.ok) throw wrongQuery(parsed.error);
    const { found, next, counted, isMore, folded, sources } = await this.answer(parsed.query, cursorOf(query), query.limit);
    return {
      items: await this.posts.read(found.map(({ postId }) => postId)),
      next: next === null ? null : encoded(next),
      counted: counted.length,
      isMore,
      folded,
      facets: facetsOf(parsed.query, counted, sources, zone),
    };
  }

  private async answer(query: Query, cursor: Cursor, limit: number): Promise<Found> {
    try {
      const searched = await this.service.search(query, cursor, limit);
      if (!searched.ok) throw wrongQuery(searched.error);
      return searched.answer;
    } catch (error) {
      throw error instanceof SearchTooSlow ? new ServiceUnavailableException(error.message) : error;
    }
  }
}

function cursorOf({ order, after }: Asked<typeof search>['query']): Cursor {
  if (after?.order === order) return after;
  if (after !== undefined)
    throw new InvalidRequest([{ in: 'query', pointer: '/after', message: 'This cursor is of another order. Begin again without it.' }]);
  return order === 'date' ? { order, beforePlace: null } : { order, skip: 0, throughId: null };
}

/** What a search says of itself that cannot be answered. */
export function wrongQuery({ sentence }: QueryError): InvalidRequest {
  return new InvalidRequest([{ in: 'query', pointer: '/q', message: sentence }]);
}
