import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partOf, partOfIds, placed } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { Allowed, signatureOf } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { InvalidRequest } from '../pages/problem.js';
import { exportedPost, type ExportedPost } from '../posts/exported-post.js';
import { ExportedPosts } from '../posts/exported-posts.js';
import { SAMPLE_MAX, SEED_MAX } from './desk.form.js';
import { nextOf } from './desk.js';
import { Desks } from './desks.js';
import { type Coder, coderOf } from './judgement.form.js';
import { judgement, judgementJson } from './judgements.api.js';
import { JudgementsQuery } from './judgements.query.js';

/** Who judges is not to see what others said of it. */
const blindPost = exportedPost
  .omit({ coders: true, codes: true, notes: true })
  .meta({ id: 'BlindPost', description: 'A post without what coders said of it.' });

const size = `A whole number from 1 to ${SAMPLE_MAX}.`;
const desk = {
  q: z
    .string('Say what is searched for.')
    .trim()
    .min(1, 'Say what is searched for.')
    .describe('In the language of searches')
    .meta({ examples: ['dredging'] }),
  sample: z.coerce
    .number(size)
    .int(size)
    .min(1, size)
    .max(SAMPLE_MAX, size)
    .optional()
    .describe('So many of what is found, drawn by lot; else all, the oldest first'),
  seed: z.string().trim().min(1).max(SEED_MAX).default('1').describe('Whoever names the same draws the same'),
  through: numberOf('the newest post')
    .optional()
    .describe('The number of the newest post of this desk; from an answer before, so that it stays the same for all'),
  coder: z
    .string()
    .optional()
    .describe('Who judges; of an account, its own name goes before')
    .meta({ examples: ['Ann'] }),
};

const openDesk = operation({
  id: 'openDesk',
  summary: 'The next post to judge',
  description:
    'Of what a search finds, or of a sample of it. The same question gives the same posts in the same order to every coder. `judgePost` takes the judgement.',
  query: z.strictObject({
    ...desk,
    behind: numberOf('the post').optional().describe('The number of the post that was judged or skipped last'),
    post: numberOf('the post').optional().describe('The number of a post that is to be judged again'),
  }),
  answer: z.object({
    through: z
      .int()
      .describe('To be sent along from now on')
      .meta({ examples: [4711] }),
    of: z
      .int()
      .describe('Posts of this desk')
      .meta({ examples: [40] }),
    done: z
      .int()
      .describe('Of these, how many this coder has judged')
      .meta({ examples: [12] }),
    post: blindPost.nullable().describe('What to judge; null where all are judged'),
    above: z.array(blindPost).describe('What it stands under: what the thread begins with, and what it answers'),
    own: judgement.nullable().describe('What this coder judged of it before'),
  }),
  errors: { 404: 'There is no such post.' },
});

const listDesk = operation({
  id: 'listDeskPosts',
  summary: 'The posts of a desk',
  description: 'In the order in which they are judged.',
  query: z.strictObject({ ...desk, ...paging(placed) }),
  answer: partOf(
    z.object({
      post: z
        .int()
        .describe('The number of the post')
        .meta({ examples: [42] }),
      isJudged: z.boolean().describe('By this coder'),
    }),
  ),
});

type DeskQuery = z.output<z.ZodObject<typeof desk>>;

@Controller('api/v1/desk')
@Allowed('analyst')
@Cached('own')
@About({ name: 'Desk', about: 'Posts to be judged by the codebook, one after another.' })
export class DeskApi {
  constructor(
    private readonly desks: Desks,
    private readonly judgements: JudgementsQuery,
    private readonly posts: ExportedPosts,
  ) {}

  @Get()
  @Operation(openDesk)
  async open(@Input() { query }: Asked<typeof openDesk>, @Req() request: Request): Promise<Answer<typeof openDesk>> {
    const { order, throughId, judged, coder } = await this.opened(query, request);
    const postId = query.post ?? nextOf(order, judged, query.behind ?? null);
    const facts = { through: throughId, of: order.length, done: order.filter((id) => judged.has(id)).length };
    if (postId === null) return { ...facts, post: null, above: [], own: null };
    const [post] = await this.posts.read([postId]);
    if (!post || post.isStub) throw new PageNotFound('There is no post with this number. It may have been removed, with its source.');
    const aboveIds = [...new Set([post.rootId, post.parentId])].filter((id) => id !== null && id !== post.id);
    const above = await this.posts.read(aboveIds as number[]);
    const own = (await this.judgements.ofPost(postId)).find((each) => each.coderKey === coder.key && each.supersededAt === null);
    return { ...facts, post: blind(post), above: above.map(blind), own: own ? judgementJson(own) : null };
  }

  @Get('posts')
  @Operation(listDesk)
  async list(@Input() { query }: Asked<typeof listDesk>, @Req() request: Request): Promise<Answer<typeof listDesk>> {
    const { order, judged } = await this.opened(query, request);
    const { items, next } = partOfIds(order, query);
    return { items: items.map((post) => ({ post, isJudged: judged.has(post) })), next };
  }

  private async opened({ q, sample, seed, through, coder: named }: DeskQuery, request: Request) {
    const coder: Coder | null = coderOf(signatureOf(request) ?? named);
    if (coder === null) throw wrong('coder', 'Say who judges.');
    const asked = { query: q, sample: sample === undefined ? null : { size: sample, seed }, throughId: through ?? null };
    const opened = await this.desks.open(asked);
    if (opened.state === 'wrong') throw wrong('q', opened.error.sentence);
    if (opened.state === 'refused') throw wrong('q', opened.message);
    const judged = new Set((await this.judgements.of(coder.key)).map(({ postId }) => postId));
    return { order: opened.order, throughId: opened.throughId, judged, coder };
  }
}

/** What no schema has is left out. */
function blind(post: ExportedPost): z.output<typeof blindPost> {
  return blindPost.parse(post);
}

function wrong(field: string, message: string): InvalidRequest {
  return new InvalidRequest([{ in: 'query', pointer: `/${field}`, message }]);
}
