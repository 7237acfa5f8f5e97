import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { FEED_TYPES, writeFeed } from './post-feed.js';
import { threadFeed } from './thread.feed.js';
import { ThreadQuery, type ThreadRow } from './thread.query.js';
import { anchorOf, threadView } from './thread.view.js';

const GONE = 'There is no thread with this number. It may have been removed, with its source or with the sample.';
/** PostgreSQL refuses a larger number with an error; nothing has it anyway. */
const ID_MAX = 2_147_483_647;

@Controller('threads')
export class ThreadsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly threads: ThreadQuery,
    private readonly firstRun: FirstRunQuery,
  ) {}

  @Get(':id.atom')
  async feed(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { rows, rootId } = await this.find(id);
    if (rootId !== Number(id)) return response.redirect(`/threads/${rootId}.atom`);
    const text = writeFeed(threadFeed(rows, rootId), 'atom', this.config.baseUrl);
    response.set({ 'Content-Type': FEED_TYPES.atom, 'Cache-Control': 'public, max-age=300' }).send(text);
  }

  @Get(':id')
  async page(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { rows, rootId } = await this.find(id);
    // A comment may come under another post later, when its parent is found: so never "moved for good".
    if (rootId !== Number(id)) return response.redirect(302, `/threads/${rootId}#${anchorOf(Number(id))}`);
    const offersStarter = !(await this.firstRun.hasOwnFeeds());
    // Kept by browsers but asked about each time: a thread grows, and the answer is mostly "not modified".
    response
      .set('Cache-Control', 'public, no-cache')
      .type('html')
      .send(this.pages.render('thread', threadView(rows, rootId, offersStarter)));
  }

  private async find(text: string): Promise<{ rows: ThreadRow[]; rootId: number }> {
    const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
    const rows = id > 0 && id <= ID_MAX ? await this.threads.read(id) : [];
    const post = rows.find((row) => row.id === id);
    if (!post) throw new PageNotFound(GONE);
    return { rows, rootId: post.rootId ?? id };
  }
}
