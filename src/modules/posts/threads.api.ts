import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partOf, partOfIds, placed } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { Conversations } from './conversations.js';
import { CopiesQuery } from './copies.query.js';
import { exportedPost } from './exported-post.js';
import { ExportedPosts } from './exported-posts.js';
import { LinkbacksQuery } from './linkbacks.query.js';
import { ThreadOrders } from './thread-orders.js';
import { ThreadQuery } from './thread.query.js';

const GONE = 'There is no thread with this number. It may have been removed, with its source or with the sample.';
const path = z.object({ id: numberOf('any message of the thread') });

const getThread = operation({
  id: 'getThread',
  summary: 'A thread',
  description: 'What it begins with, and how much was said. The number of any of its messages finds it; `id` is that of its first.',
  path,
  answer: z.object({
    id: z.int().meta({ examples: [42] }),
    post: exportedPost,
    comments: z
      .int()
      .describe('How many messages answer it')
      .meta({ examples: [9] }),
    people: z
      .int()
      .describe('How many different names speak in it')
      .meta({ examples: [5] }),
    firstAt: z.date().nullable().describe('Of the first comment'),
    lastAt: z.date().nullable().describe('Of the last comment'),
    conversation: z
      .object({ id: z.int(), sites: z.int().describe('How many other sites take part') })
      .nullable()
      .describe('The conversation of which it is a part, where that reaches beyond its own site')
      .meta({ examples: [null] }),
    copies: z
      .array(z.int())
      .describe('Other posts that say the same')
      .meta({ examples: [[]] }),
    linkbacks: z
      .int()
      .describe('Pages elsewhere that link to it')
      .meta({ examples: [0] }),
  }),
  errors: { 404: 'There is no such message.' },
});

const listThreadPosts = operation({
  id: 'listThreadPosts',
  summary: 'All messages of a thread',
  description: 'As a flat list in the order of reading: each comment after what it answers, with its `depth`.',
  path,
  query: z.strictObject(paging(placed)),
  answer: partOf(exportedPost),
  errors: { 404: 'There is no such message.' },
});

@Controller('api/v1/threads')
@Allowed('reader')
@Cached('page')
@About({ name: 'Threads', about: 'A post with all that was said beneath it, on its own site.' })
export class ThreadsApi {
  constructor(
    private readonly threads: ThreadQuery,
    private readonly orders: ThreadOrders,
    private readonly posts: ExportedPosts,
    private readonly conversations: Conversations,
    private readonly copies: CopiesQuery,
    private readonly linkbacks: LinkbacksQuery,
  ) {}

  @Get(':id')
  @Operation(getThread)
  async one(@Input() { path }: Asked<typeof getThread>): Promise<Answer<typeof getThread>> {
    const threadId = await this.find(path.id);
    const order = await this.orders.of(threadId);
    const [post] = await this.posts.read([threadId]);
    if (!post) throw new PageNotFound(GONE);
    const { sites, canonicalId } = await this.conversations.beyond(threadId);
    const members = await this.copies.membersOf([threadId]);
    return {
      id: threadId,
      post,
      comments: order.ids.length,
      people: order.people,
      firstAt: order.firstAt === null ? null : new Date(order.firstAt),
      lastAt: order.lastAt === null ? null : new Date(order.lastAt),
      conversation: sites > 0 ? { id: canonicalId, sites } : null,
      copies: [...members.keys()].filter((id) => id !== threadId).sort((a, b) => a - b),
      linkbacks: await this.linkbacks.count(await this.linkbacks.listedIn([threadId])),
    };
  }

  @Get(':id/posts')
  @Operation(listThreadPosts)
  async messages(@Input() { path, query }: Asked<typeof listThreadPosts>): Promise<Answer<typeof listThreadPosts>> {
    const { ids, threadId } = await this.orders.of(await this.find(path.id));
    const part = partOfIds([threadId, ...ids], query);
    return { items: await this.posts.read(part.items), next: part.next };
  }

  private async find(id: number): Promise<number> {
    const threadId = await this.threads.threadOf(id);
    if (threadId === null) throw new PageNotFound(GONE);
    return threadId;
  }
}
