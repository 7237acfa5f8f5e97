import { Body, Controller, Get, GoneException, Param, Post, Query, Res, UploadedFile, UseFilters } from '@nestjs/common';
import type { Response } from 'express';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { allowOwnScript } from '../pages/security.js';
import { TakesList, type Upload, uploadedBytes } from '../pages/upload.js';
import { FeedLists } from './feed-lists.js';
import { importView, listView } from './import.view.js';
import { UploadFilter } from './upload.filter.js';

/** 20,000 feeds are about ten. */
export const LIST_MB_MAX = 20;
const NOTHING = 'Choose a file, or put the text of a list into the field.';
const TO_IMPORT = [{ href: '/admin/feeds/import', label: 'Bring in a list' }];

/** Brings in somebody's list of feeds: it is read and shown first, and nothing is added before that is confirmed. */
@Controller('admin/feeds/import')
@Allowed('admin')
@Cached('none')
export class ImportController {
  constructor(
    private readonly pages: Pages,
    private readonly lists: FeedLists,
  ) {}

  @Get()
  form(@Res() response: Response): void {
    this.send(response, 200, null);
  }

  @Post()
  @TakesList(LIST_MB_MAX)
  @UseFilters(UploadFilter)
  async upload(
    @UploadedFile() file: Upload | undefined,
    @Body() body: Record<string, unknown> | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const bytes = uploadedBytes(file, body);
    if (bytes.length === 0) return this.send(response, 422, NOTHING);
    const name = file && file.buffer.length > 0 ? file.originalname.slice(0, 200) : 'Text that was put in';
    const shown = await this.lists.show(name, bytes);
    if (shown.result === 'refused') return this.send(response, 422, shown.message);
    response.redirect(303, `/admin/feeds/import/${shown.id}`);
  }

  @Get(':id')
  async list(@Param('id') id: string, @Query('follow') follow: unknown, @Res() response: Response): Promise<void> {
    const list = await this.lists.one(id);
    if (!list) throw missingList();
    if (this.lists.isLate(list)) throw lateList();
    if (list.state === 'importing') allowOwnScript(response);
    response.type('html').send(this.pages.render('admin-list', listView(list, follow === 'yes')));
  }

  @Post(':id')
  async confirm(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const confirmed = await this.lists.confirm(id);
    if (confirmed === 'missing') throw missingList();
    if (confirmed === 'late') throw lateList();
    response.redirect(303, `/admin/feeds/import/${id}`);
  }

  private send(response: Response, status: number, problem: string | null): void {
    response
      .status(status)
      .type('html')
      .send(this.pages.render('admin-import', importView(problem)));
  }
}

export function missingList(): PageNotFound {
  return new PageNotFound(
    'There is no such list. One that nobody brought in is kept for an hour, and what was shown of one that is in, for a week.',
    TO_IMPORT,
  );
}

export function lateList(): GoneException {
  return new GoneException('This list was shown over an hour ago, and is not kept any longer. Nothing was added: bring it in again.');
}
