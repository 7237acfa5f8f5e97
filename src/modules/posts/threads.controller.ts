import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { Conversations } from './conversations.js';
import { CopiesQuery } from './copies.query.js';
import { type CopiesView, copiesView } from './copies.view.js';
import { feedRoutes, formatOf, sendFeed } from './feed-response.js';
import { LINKBACKS_SHOWN_MAX, type LinkbacksView, linkbacksView } from './linkback.view.js';
import { LinkbacksQuery } from './linkbacks.query.js';
import { parsePostId } from './post-id.js';
import { type ThreadOrder, ThreadOrders } from './thread-orders.js';
import { anchorOf, COMMENTS_PER_PAGE, pageHref, pageOfPlace, parsePage } from './thread-pages.js';
import { threadFeed } from './thread.feed.js';
import { threadSchema } from './thread.schema.js';
import { ThreadQuery } from './thread.query.js';
import { type Elsewhere, threadView } from './thread.view.js';

const GONE = 'There is no thread with this number. It may have been removed, with its source or with the sample.';
const NO_SUCH_PAGE = 'This thread has no such page. It may have been longer before comments were removed.';

@Controller('threads')
@Allowed('reader')
@Cached('page')
export class ThreadsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly threads: ThreadQuery,
    private readonly orders: ThreadOrders,
    private readonly conversations: Conversations,
    private readonly copies: CopiesQuery,
    private readonly linkbacks: LinkbacksQuery,
    private readonly firstRun: FirstRunQuery,
  ) {}

  @Get(feedRoutes(':id'))
  @Cached('feed')
  async feed(@Param('id') text: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { id, threadId } = await this.find(text);
    if (threadId !== id) return response.redirect(`/threads/${threadId}.${formatOf(request)}`);
    const [rows, comments] = [await this.threads.newest(threadId, COMMENTS_PER_PAGE), await this.threads.size(threadId)];
    sendFeed(threadFeed(rows, threadId, comments), this.config, request, response);
  }

  @Get(':id')
  async page(@Param('id') text: string, @Query('page') asked: unknown, @Res() response: Response): Promise<void> {
    const { id, threadId } = await this.find(text);
    const order = await this.orders.of(threadId);
    // A comment may come under another post later, when its parent is found: so never "moved for good".
    if (threadId !== id) return response.redirect(302, `${pageHref(threadId, pageOfPlace(order.ids.indexOf(id)))}#${anchorOf(id)}`);
    const page = parsePage(asked, order.ids.length);
    if (page === null) throw new PageNotFound(NO_SUCH_PAGE, [{ href: `/threads/${threadId}`, label: 'The thread from its beginning' }]);
    const linkedTo = await this.linkbacks.listedIn([threadId]);
    const linkbackCount = await this.linkbacks.count(linkedTo);
    const ids = idsOf(order, page);
    const rows = await this.threads.rows(ids);
    const view = threadView({
      order,
      rows,
      page,
      elsewhere: await this.elsewhere(threadId),
      copies: await this.copiesOf(threadId),
      mentioned: await this.threads.mentioned(ids),
      linkbackCount,
      linkbacks: page === 1 && linkbackCount > 0 ? await this.linkedFrom(linkedTo, linkbackCount) : null,
      offersStarter: !(await this.firstRun.hasOwnFeeds()),
    });
    // Where another site tells us that it answers: the receiver of webmentions, for programs that read no HTML.
    response.set('Link', `<${this.config.baseUrl}/webmention>; rel="webmention"`);
    response.type('html').send(this.pages.render('thread', { ...view, schema: threadSchema(view, rows) }));
  }

  private async find(text: string): Promise<{ id: number; threadId: number }> {
    const id = parsePostId(text);
    const threadId = id === null ? null : await this.threads.threadOf(id);
    if (id === null || threadId === null) throw new PageNotFound(GONE);
    return { id, threadId };
  }

  private async linkedFrom(postIds: number[], count: number): Promise<LinkbacksView> {
    const rows = await this.linkbacks.of(postIds, LINKBACKS_SHOWN_MAX);
    return linkbacksView(rows, count, await this.linkbacks.postsAt(rows.flatMap(({ urlKey }) => urlKey ?? [])));
  }

  private async copiesOf(threadId: number): Promise<CopiesView | null> {
    const [group] = (await this.copies.groupsOf([threadId])).values();
    const own = group?.find(({ id }) => id === threadId);
    return group && own ? copiesView(own, group) : null;
  }

  private async elsewhere(threadId: number): Promise<Elsewhere | null> {
    const { sites, canonicalId } = await this.conversations.beyond(threadId);
    return sites > 0 ? { href: `/conversations/${canonicalId}`, sites } : null;
  }
}

/** The post, the comments of a page, and what those answer. */
function idsOf(order: ThreadOrder, page: number): number[] {
  const [from, until] = [(page - 1) * COMMENTS_PER_PAGE, page * COMMENTS_PER_PAGE];
  return [...new Set([order.threadId, ...order.ids.subarray(from, until), ...order.parents.subarray(from, until)])];
}
