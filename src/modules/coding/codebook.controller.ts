import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { countedView, listedOn, pageOf } from '../engagement/counted.view.js';
import { SourcesQuery } from '../engagement/sources.query.js';
import { Allowed, maySee } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { CodebookLists } from './codebook-lists.js';
import { CodebookService } from './codebook.service.js';
import { codebookView, listHref } from './codebook.view.js';
import { coderOf } from './judgement.form.js';
import { JudgementsQuery } from './judgements.query.js';

/** The codebook, who judged how much, and how far two coders agree; and the posts that each figure counts. */
@Controller('codebook')
@Allowed('reader')
@Cached('own')
export class CodebookController {
  constructor(
    private readonly pages: Pages,
    private readonly codebook: CodebookService,
    private readonly judgements: JudgementsQuery,
    private readonly lists: CodebookLists,
    private readonly sources: SourcesQuery,
  ) {}

  @Get()
  async page(@Query() said: Record<string, unknown>, @Req() request: Request, @Res() response: Response): Promise<void> {
    const coders = await this.judgements.coders();
    const pair = (await this.lists.pair(coders, keyOf(said.first), keyOf(said.second))) ?? (await this.lists.pair(coders, '', ''));
    const view = codebookView({
      codes: await this.codebook.codes(),
      given: await this.judgements.given(),
      coders,
      pair,
      mayChange: maySee(request, 'analyst'),
    });
    this.send(response, 'codebook', view);
  }

  @Get('posts')
  async posts(@Query() said: Record<string, unknown>, @Res() response: Response): Promise<void> {
    const asked = {
      list: typeof said.list === 'string' ? said.list : '',
      coder: keyOf(said.coder),
      first: keyOf(said.first),
      second: keyOf(said.second),
    };
    const found = await this.lists.find(asked);
    const page = found && pageOf(said.page, found.ids.length);
    if (found === null || page === null)
      throw new PageNotFound('There is no such list of posts: what it counted may have changed since.', [
        { href: '/codebook', label: 'The codebook' },
      ]);
    const { list, ...named } = asked;
    const href = listHref(list, Object.fromEntries(Object.entries(named).filter(([, key]) => key !== '')));
    const rows = await this.sources.listed(listedOn(page, found.ids));
    const messageHref = (id: number) => `/posts/${id}/codes`;
    this.send(response, 'counted', countedView({ of: 'Codebook', ofHref: '/codebook', href, messageHref, page, rows, ...found }));
  }

  private send(response: Response, page: string, view: object): void {
    response.set('X-Robots-Tag', 'noindex').type('html').send(this.pages.render(page, view));
  }
}

function keyOf(said: unknown): string {
  return coderOf(said)?.key ?? '';
}
