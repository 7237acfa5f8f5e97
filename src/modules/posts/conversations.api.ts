import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import type { LinkEnd } from '../../feeds/conversations.js';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { numberOf } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { ConversationQuery } from './conversation.query.js';
import { canonicalId, Conversations } from './conversations.js';
import { exportedPost } from './exported-post.js';
import { ExportedPosts } from './exported-posts.js';
import { ThreadQuery } from './thread.query.js';

const end = z.object({ postId: z.int().meta({ examples: [57] }), threadId: z.int().meta({ examples: [42] }) });

const getConversation = operation({
  id: 'getConversation',
  summary: 'A conversation across sites',
  description: 'Threads that are joined by the links between their messages. The number of any message in it finds it.',
  path: z.object({ id: numberOf('any message of the conversation') }),
  answer: z.object({
    id: z
      .int()
      .describe('The number of its smallest thread')
      .meta({ examples: [42] }),
    isCut: z.boolean().describe('There is more than was looked at'),
    threads: z.array(
      z.object({
        post: exportedPost.describe('What it begins with'),
        comments: z.int().meta({ examples: [9] }),
        copyOf: z
          .int()
          .nullable()
          .describe('The thread that begins with the same words, and did so first')
          .meta({ examples: [null] }),
      }),
    ),
    links: z
      .array(
        z.object({
          from: end,
          to: end,
          at: z.date(),
          text: z
            .string()
            .describe('The linking words')
            .meta({ examples: ['see what they say'] }),
        }),
      )
      .describe('By which they are joined, in the order of time'),
  }),
  errors: { 404: 'There is no such message.' },
});

@Controller('api/v1/conversations')
@Allowed('reader')
@Cached('page')
@About({ name: 'Conversations', about: 'Threads on several sites that answer each other.' })
export class ConversationsApi {
  constructor(
    private readonly conversations: Conversations,
    private readonly query: ConversationQuery,
    private readonly threads: ThreadQuery,
    private readonly posts: ExportedPosts,
  ) {}

  @Get(':id')
  @Operation(getConversation)
  async one(@Input() { path }: Asked<typeof getConversation>): Promise<Answer<typeof getConversation>> {
    const threadId = await this.threads.threadOf(path.id);
    if (threadId === null)
      throw new PageNotFound('There is no conversation with this number. It may have been removed, with its source or with the sample.');
    const reach = await this.conversations.around(threadId);
    const counts = await this.query.commentCounts(reach.threadIds);
    return {
      id: canonicalId(reach, threadId),
      isCut: reach.isCut,
      threads: (await this.posts.read(reach.threadIds)).map((post) => {
        const leaderId = reach.copies.get(post.id);
        return { post, comments: counts.get(post.id) ?? 0, copyOf: leaderId === undefined || leaderId === post.id ? null : leaderId };
      }),
      links: reach.links.map(({ from, to, text }) => ({ from: endOf(from), to: endOf(to), at: new Date(from.at), text })),
    };
  }
}

function endOf({ postId, threadId }: LinkEnd): z.output<typeof end> {
  return { postId, threadId };
}
