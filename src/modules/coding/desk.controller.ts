import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allowed, signatureOf } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { ThreadQuery } from '../posts/thread.query.js';
import { CodebookService } from './codebook.service.js';
import { type DeskAsked, deskHref, readDesk } from './desk.form.js';
import { nextOf } from './desk.js';
import { type DeskView, deskView, itemView, openView, type Typed, wrongQueryView } from './desk.view.js';
import { Desks } from './desks.js';
import { judgementOf } from './judgement.form.js';
import { JudgementsQuery } from './judgements.query.js';
import { JudgementsService } from './judgements.service.js';

const GONE = 'There is no post with this number. It may have been removed, with its source or with the sample.';

/** A coder's desk: posts one after another, without what others said of them. */
@Controller('coding')
@Allowed('analyst')
@Cached('none')
export class DeskController {
  constructor(
    private readonly pages: Pages,
    private readonly desks: Desks,
    private readonly threads: ThreadQuery,
    private readonly codebook: CodebookService,
    private readonly judgements: JudgementsQuery,
    private readonly service: JudgementsService,
  ) {}

  @Get()
  async page(@Query() said: Record<string, unknown>, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.show(readDesk({ ...said, ...signed(request) }), null, response);
  }

  @Post()
  async judge(@Body() body: Record<string, unknown> | undefined, @Req() request: Request, @Res() response: Response): Promise<void> {
    const said: Record<string, unknown> = { ...body, ...signed(request) };
    const asked = readDesk(said);
    const read = judgementOf({ post: said.post, coder: said.coder, codes: said.code, note: said.note });
    const problems = read.ok ? (await this.service.judge([read.draft])).reports.flatMap((report) => report.problems) : read.problems;
    if (read.ok && problems.length === 0) {
      const { postId } = read.draft;
      return response.redirect(303, asked.query === '' ? `/posts/${postId}/codes` : deskHref(asked, { after: postId }));
    }
    const codes = [said.code].flat().filter((code) => typeof code === 'string');
    response.status(400);
    await this.show(asked, { codes, note: typeof said.note === 'string' ? said.note : '', problems }, response);
  }

  private async show(asked: DeskAsked, typed: Typed | null, response: Response): Promise<void> {
    const view = await this.view(asked, typed);
    if (view.error) response.status(400);
    // Every desk is somebody's work, and none is a page to be found.
    response.set('X-Robots-Tag', 'noindex, nofollow');
    response.type('html').send(this.pages.render('coding', view));
  }

  private async view(asked: DeskAsked, typed: Typed | null): Promise<DeskView> {
    const codes = await this.codebook.codes();
    const hasNoCodes = codes.every(({ retiredAt }) => retiredAt !== null);
    const { coder } = asked;
    if (coder === null || (asked.query === '' && asked.postId === null)) return { ...deskView(asked), hasNoCodes };
    const opened = asked.query === '' ? null : await this.desks.open(asked);
    if (opened?.state === 'wrong') return wrongQueryView(asked, opened.error);
    if (opened?.state === 'refused') return { ...deskView(asked), trouble: opened.message };
    const here = opened ? { ...asked, throughId: opened.throughId } : asked;
    const order = opened?.order ?? [];
    const judged = new Set((await this.judgements.of(coder.key)).map(({ postId }) => postId));
    const frame = { ...(opened ? openView(here, order, judged) : deskView(here)), hasNoCodes };
    const postId = asked.postId ?? nextOf(order, judged, asked.afterId);
    if (postId === null || hasNoCodes) return frame;
    const [row] = await this.threads.rows([postId]);
    if (!row || row.isStub === 1) throw new PageNotFound(GONE);
    const aboveIds = [row.rootId, row.parentId].filter((id) => id !== null);
    const above = aboveIds.length > 0 ? await this.threads.rows(aboveIds) : [];
    const own = (await this.judgements.ofPost(postId)).find(
      ({ coderKey, supersededAt }) => coderKey === coder.key && supersededAt === null,
    );
    const [root, parent] = [row.rootId, row.parentId].map((id) => above.find((each) => each.id === id) ?? null);
    const facts = { row, root: root ?? null, parent: parent ?? null, codes, own: own ?? null, typed, order, judged };
    return { ...frame, isDone: false, item: itemView({ asked: here, ...facts }) };
  }
}

/** Who is signed in codes under that name, whatever is typed. */
function signed(request: Request): { coder?: string } {
  const coder = signatureOf(request);
  return coder === null ? {} : { coder };
}
