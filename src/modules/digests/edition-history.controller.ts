import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allowed, maySee, signatureOf } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { parsePostId } from '../posts/post-id.js';
import { Curations } from './curations.js';
import { curationOf, editorOf } from './curation.form.js';
import { Editing } from './editing.js';
import { EditionReader } from './edition-reader.js';
import { historyView, type TypedEdit } from './edition-history.view.js';
import { hrefOf } from './edition.view.js';
import { Editions } from './editions.js';
import type { Period } from './period.js';

type Said = Record<string, unknown>;

/** How an edition was edited: for everybody to read, and for analysts to edit. */
@Controller('digest/:edition/history')
@Allowed('reader')
@Cached('own')
export class EditionHistoryController {
  constructor(
    private readonly editions: Editions,
    private readonly reader: EditionReader,
    private readonly curations: Curations,
    private readonly editing: Editing,
    private readonly pages: Pages,
  ) {}

  @Get()
  async page(@Param('edition') key: string, @Query() said: Said, @Req() request: Request, @Res() response: Response): Promise<void> {
    const period = await this.editions.find(key);
    await this.send(response, 200, period, maySee(request, 'analyst') ? typedOf(said, signatureOf(request)) : null);
  }

  @Post()
  @Allowed('analyst')
  async edit(@Param('edition') key: string, @Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const period = await this.editions.find(key);
    const typed = typedOf((body ?? {}) as Said, signatureOf(request));
    const read = curationOf(typed);
    if (!read.ok) return this.send(response, 422, period, { ...typed, problems: read.problems });
    const { result } = await this.editing.edit(period, read.draft);
    if (result === 'elsewhere')
      return this.send(response, 422, period, { ...typed, problems: { story: 'This edition has no such story. Choose one of these.' } });
    redirect(response, period, read.draft.by);
  }

  @Post('undo')
  @Allowed('analyst')
  async undo(@Param('edition') key: string, @Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const period = await this.editions.find(key);
    const said = (body ?? {}) as Said;
    const [id, by] = [parsePostId(wordOf(said.id)), signatureOf(request) ?? editorOf(said.by)];
    if (by === null)
      return this.send(response, 422, period, { ...typedOf(said, null), problems: { by: 'Say who you are, and then undo it.' } });
    // What is not there or was undone before is shown as it is: somebody else may have been faster.
    if (id !== null) await this.editing.undo(period, id, by);
    redirect(response, period, by);
  }

  private async send(response: Response, status: number, period: Period, typed: TypedEdit | null): Promise<void> {
    const view = historyView(period, await this.curations.of(period.key), await this.reader.stories(period), typed);
    response.status(status).type('html').send(this.pages.render('edition-history', view));
  }
}

/** Who has edited finds the own name in the form again. */
function redirect(response: Response, period: Period, by: string): void {
  response.redirect(303, `${hrefOf(period)}/history?${new URLSearchParams({ by }).toString()}`);
}

/** @param signature the name of the account, in place of any that is typed */
function typedOf({ story, action, text, by }: Said, signature: string | null): TypedEdit {
  return {
    story: wordOf(story),
    action: wordOf(action),
    text: wordOf(text),
    by: signature ?? wordOf(by),
    isSigned: signature !== null,
    problems: {},
  };
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
