import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { ConversationQuery } from './conversation.query.js';
import { conversationView } from './conversation.view.js';
import { canonicalId, Conversations } from './conversations.js';
import { parsePostId } from './post-id.js';
import { ThreadQuery } from './thread.query.js';

const GONE = 'There is no conversation with this number. It may have been removed, with its source or with the sample.';

/** Comments on copies of one post that are shown in full order; each thread has all of its own. */
const COPIES_COMMENTS_MAX = 200;

@Controller('conversations')
@Allowed('reader')
@Cached('page')
export class ConversationsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly conversations: Conversations,
    private readonly query: ConversationQuery,
    private readonly threads: ThreadQuery,
    private readonly firstRun: FirstRunQuery,
  ) {}

  @Get(':id')
  async page(@Param('id') text: string, @Res() response: Response): Promise<void> {
    const id = parsePostId(text);
    const threadId = id === null ? null : await this.threads.threadOf(id);
    if (threadId === null) throw new PageNotFound(GONE);
    const reach = await this.conversations.around(threadId);
    const canonical = canonicalId(reach, threadId);
    // A conversation grows, so that its smallest thread changes: never "moved for good".
    if (canonical !== id) return response.redirect(302, `/conversations/${canonical}`);
    const copied = reach.threadIds.filter((thread) => reach.copies.has(thread));
    const commentIds = await this.query.comments(copied, COPIES_COMMENTS_MAX);
    const ends = reach.links.flatMap(({ from, to }) => [from.postId, to.postId]);
    const view = conversationView({
      reach,
      rows: await this.query.messages([...new Set([...reach.threadIds, ...ends, ...commentIds])]),
      commentCounts: await this.query.commentCounts(reach.threadIds),
      commentIds,
      threadId,
      timezone: this.config.timezone,
      offersStarter: !(await this.firstRun.hasOwnFeeds()),
    });
    response.type('html').send(this.pages.render('conversation', view));
  }
}
