import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Database } from '../database/database.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { parsePostId } from '../posts/post-id.js';
import { RevisionEntity } from '../posts/revision.entity.js';
import { ThreadQuery } from '../posts/thread.query.js';
import { JudgementsQuery } from './judgements.query.js';
import { postCodesView } from './post-codes.view.js';

const GONE = 'There is no post with this number. It may have been removed, with its source or with the sample.';

/** All that coders judged of one post, side by side, with what they judged before. */
@Controller('posts')
@Allowed('reader')
@Cached('own')
export class PostCodesController {
  constructor(
    private readonly database: Database,
    private readonly pages: Pages,
    private readonly threads: ThreadQuery,
    private readonly judgements: JudgementsQuery,
  ) {}

  @Get(':id/codes')
  async page(@Param('id') text: string, @Res() response: Response): Promise<void> {
    const id = parsePostId(text);
    const [post] = id === null ? [] : await this.threads.rows([id]);
    if (!post) throw new PageNotFound(GONE);
    const edits = await this.database.manager.find(RevisionEntity, { select: { id: true, replacedAt: true }, where: { postId: post.id } });
    const view = postCodesView(
      post,
      await this.judgements.ofPost(post.id),
      edits.map(({ replacedAt }) => replacedAt.getTime()),
    );
    response.set('X-Robots-Tag', 'noindex').type('html').send(this.pages.render('post-codes', view));
  }
}
