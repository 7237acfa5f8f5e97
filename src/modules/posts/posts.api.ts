import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partFrom, partOf } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { exportedPost, type ExportedPost } from './exported-post.js';
import { ExportedPosts } from './exported-posts.js';
import { RevisionsQuery } from './revisions.query.js';

const GONE = 'There is no post with this number. It may have been removed, with its source or with the sample.';
const path = z.object({ id: numberOf('a post or a comment') });

const getPost = operation({
  id: 'getPost',
  summary: 'A post or a comment',
  path,
  answer: exportedPost,
  errors: { 404: 'There is no such post.' },
});

const listRevisions = operation({
  id: 'listRevisions',
  summary: 'What a post said before',
  description: 'Each time that we saw it changed, the newest first.',
  path,
  query: z.strictObject(paging(z.object({ replacedAt: z.int(), id: z.int() }))),
  answer: partOf(
    z.object({
      title: z.string().nullable(),
      text: z.string(),
      updatedAt: z.date().nullable().describe('What its publisher gave as the date of change'),
      replacedAt: z.date().describe('When we saw that it said something else'),
    }),
  ),
  errors: { 404: 'There is no such post.' },
});

@Controller('api/v1/posts')
@Allowed('reader')
@Cached('page')
@About({ name: 'Posts', about: 'What was said, one message each: what sources publish, and the comments beneath it.' })
export class PostsApi {
  constructor(
    private readonly posts: ExportedPosts,
    private readonly revisions: RevisionsQuery,
  ) {}

  @Get(':id')
  @Operation(getPost)
  one(@Input() { path }: Asked<typeof getPost>): Promise<Answer<typeof getPost>> {
    return this.find(path.id);
  }

  @Get(':id/revisions')
  @Operation(listRevisions)
  async before(@Input() { path, query }: Asked<typeof listRevisions>): Promise<Answer<typeof listRevisions>> {
    const { id } = await this.find(path.id);
    const rows = await this.revisions.read(id, query.limit + 1, query.after ?? null);
    const { items, next } = partFrom(rows, query.limit, ({ replacedAt, id }) => ({ replacedAt, id }));
    return {
      items: items.map(({ title, text, updatedAt, replacedAt }) => ({
        title,
        text,
        updatedAt: updatedAt === null ? null : new Date(updatedAt),
        replacedAt: new Date(replacedAt),
      })),
      next,
    };
  }

  private async find(id: number): Promise<ExportedPost> {
    const [post] = await this.posts.read([id]);
    if (!post) throw new PageNotFound(GONE);
    return post;
  }
}
