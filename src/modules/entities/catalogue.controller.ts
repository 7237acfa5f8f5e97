import { Body, Controller, Get, Post, Query, Res, UploadedFile } from '@nestjs/common';
import type { Response } from 'express';
import { readCatalogue } from '../mentions/catalogue.js';
import { EntitiesQuery } from '../mentions/entities.query.js';
import { EntitiesService } from '../mentions/entities.service.js';
import { rowsOf } from '../mentions/read-rows.js';
import { Rematcher } from '../mentions/rematcher.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { TakesList, type Upload, uploadedText } from '../pages/upload.js';
import { catalogueView, importedView, type ImportState, NOTHING_IMPORTED } from './catalogue.view.js';
import { readAsking } from './entities.form.js';

export const LIST_MB_MAX = 2;

/** Who is watched, for those who say so; and the way in for a catalogue. */
@Controller('admin/entities')
@Allowed('admin')
@Cached('own')
export class CatalogueController {
  constructor(
    private readonly pages: Pages,
    private readonly query: EntitiesQuery,
    private readonly entities: EntitiesService,
    private readonly rematcher: Rematcher,
  ) {}

  @Get()
  list(@Query() asked: Record<string, unknown>, @Res() response: Response): Promise<void> {
    return this.send(response, 200, asked, NOTHING_IMPORTED);
  }

  @Post()
  @TakesList(LIST_MB_MAX)
  async bringIn(@UploadedFile() file: Upload | undefined, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const text = uploadedText(file, body);
    const [isForced, isAllOrNothing] = [typedText(body, 'force') === 'yes', typedText(body, 'all') === 'yes'];
    const state = { ...NOTHING_IMPORTED, text, isForced, isAllOrNothing };
    const read =
      text === '' ? { ok: false as const, problem: 'Choose a file, or put the text of a catalogue into the field.' } : readCatalogue(text);
    if (!read.ok) return this.send(response, 422, {}, { ...state, problem: read.problem });
    const { drafts, badRows } = rowsOf(read.rows);
    const isVoid = isAllOrNothing && badRows.length > 0;
    const wanted = typedText(body, 'preview') === 'yes';
    const options = { force: isForced, allOrNothing: isAllOrNothing, isPreview: wanted || isVoid };
    const { reports, isStored } = await this.entities.save(drafts, options);
    const imported = importedView({ isStored, isPreview: wanted, reports, badRows });
    await this.send(response, 200, {}, { ...state, text: isStored ? '' : text, imported });
  }

  private async send(response: Response, status: number, asked: Record<string, unknown>, state: ImportState): Promise<void> {
    const view = catalogueView(await this.query.list(), readAsking(asked), await this.rematcher.progress(), state);
    response.status(status).type('html').send(this.pages.render('admin-entities', view));
  }
}
