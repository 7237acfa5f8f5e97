import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { parsePostId } from './post-id.js';
import { RevisionsQuery } from './revisions.query.js';
import { revisionsView } from './revisions.view.js';
import { ThreadQuery } from './thread.query.js';

const GONE = 'There is no post with this number. It may have been removed, with its source or with the sample.';

@Controller('posts')
@Allowed('reader')
@Cached('page')
export class RevisionsController {
  constructor(
    private readonly pages: Pages,
    private readonly threads: ThreadQuery,
    private readonly revisions: RevisionsQuery,
    private readonly firstRun: FirstRunQuery,
  ) {}

  @Get(':id/revisions')
  async page(@Param('id') text: string, @Res() response: Response): Promise<void> {
    const id = parsePostId(text);
    const [post] = id === null ? [] : await this.threads.rows([id]);
    if (!post) throw new PageNotFound(GONE);
    const view = revisionsView(post, await this.revisions.read(post.id), !(await this.firstRun.hasOwnFeeds()));
    response.type('html').send(this.pages.render('revisions', view));
  }
}
