import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { draftOf, type Wrong } from '../mentions/draft.js';
import { EntitiesQuery, type EntityRow } from '../mentions/entities.query.js';
import { EntitiesService, type Report } from '../mentions/entities.service.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { noticeView } from '../pages/notice.view.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { countOf } from '../pages/words.js';
import { NOTHING_TYPED, rowOf, typedBy, typedEntity } from './entity-fields.js';
import { entityFormView, type FormState } from './entity-form.view.js';

export const TO_CATALOGUE = [{ href: '/admin/entities', label: 'All entities' }];
const LOOKED_THROUGH = 'The posts that are stored are looked through for it; new ones are matched as they arrive.';
const SAID: Record<string, string> = {
  added: `Added. ${LOOKED_THROUGH}`,
  unchanged: 'It is as it was: nothing was changed.',
  rematch: 'All posts are looked through for it again, from the beginning.',
};

/** One entity: what it is found by, and what that would find before it is kept. */
@Controller('admin/entities')
@Allowed('admin')
@Cached('own')
export class EntityFormController {
  constructor(
    private readonly pages: Pages,
    private readonly entities: EntitiesService,
    private readonly query: EntitiesQuery,
  ) {}

  @Get('add')
  form(@Res() response: Response): void {
    this.send(response, 200, null, { typed: NOTHING_TYPED });
  }

  @Post('add')
  async add(@Body() body: unknown, @Res() response: Response): Promise<void> {
    await this.settle(body, null, response);
  }

  @Get(':slug')
  async page(@Param('slug') slug: string, @Query('done') done: unknown, @Res() response: Response): Promise<void> {
    const row = await this.find(slug);
    const said = typeof done === 'string' ? SAID[done] : undefined;
    this.send(response, 200, row, { typed: typedBy(row.entity), ...(said !== undefined && { said }) });
  }

  @Post(':slug')
  async save(@Param('slug') slug: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    await this.settle(body, await this.find(slug), response);
  }

  @Post(':slug/rematch')
  async rematch(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const { entity } = await this.find(slug);
    await this.entities.rematch([entity.slug]);
    response.redirect(303, `/admin/entities/${entity.slug}?done=rematch`);
  }

  @Get(':slug/remove')
  @Cached('none')
  async ask(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const { entity, posts } = await this.find(slug);
    const notice = noticeView(
      'Entities',
      `Remove ${entity.name}?`,
      'It is no longer watched',
      [
        `${countOf(posts, 'post mentions', 'posts mention')} it. The posts stay; that they mention it is forgotten, and its page and its feeds are gone.`,
        'You can bring it back right after, or add it again later: then all posts are looked through once more.',
      ],
      { button: 'Remove it', way: { href: `/admin/entities/${entity.slug}`, label: 'Keep it' } },
    );
    response.type('html').send(this.pages.render('notice', notice));
  }

  /** Answers with the form of a new one that is filled as the old one was. */
  @Post(':slug/remove')
  async remove(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const { entity } = await this.find(slug);
    if (!(await this.entities.remove(entity.slug))) throw missing();
    const typed = typedBy(entity);
    const said = `${entity.name} is no longer watched. This is the way back:`;
    this.send(response, 200, null, { typed, said, before: typed });
  }

  private async settle(body: unknown, row: EntityRow | null, response: Response): Promise<void> {
    const typed = typedEntity(body);
    const read = draftOf(rowOf(typed));
    if (!read.ok) return this.send(response, 422, row, { typed, wrong: read.wrong ?? [] });
    const isPreview = typedText(body, 'preview') === 'yes';
    const options = { force: typedText(body, 'force') === 'yes', isPreview, of: row?.entity.slug ?? null };
    const report = (await this.entities.save([read.draft], options)).reports[0]!;
    const wrong = wrongBy(report);
    if (wrong.length > 0) return this.send(response, 422, row, { typed, wrong, report });
    if (report.result === 'too-broad') return this.send(response, isPreview ? 200 : 422, row, { typed, report });
    if (isPreview) return this.send(response, 200, row, { typed, report });
    if (report.result !== 'changed' || row === null)
      return response.redirect(303, `/admin/entities/${report.slug}?done=${report.result === 'unchanged' ? 'unchanged' : 'added'}`);
    const said = `Saved. ${report.message} ${LOOKED_THROUGH}`;
    this.send(response, 200, await this.find(report.slug), { typed, said, before: typedBy(row.entity) });
  }

  private async find(slug: string): Promise<EntityRow> {
    const row = await this.query.one(slug);
    if (row === null) throw missing();
    return row;
  }

  private send(response: Response, status: number, row: EntityRow | null, state: FormState): void {
    response
      .status(status)
      .type('html')
      .send(this.pages.render('admin-entity', entityFormView(row, state)));
  }
}

/** What the store refused, beside the field that can mend it. */
function wrongBy({ result, message }: Report): Wrong[] {
  if (result === 'taken') return [{ field: 'name', sentence: message }];
  return result === 'refused' ? [{ field: 'aliases', sentence: message }] : [];
}

function missing(): PageNotFound {
  return new PageNotFound('Nobody who is watched has this address. It may have been removed meanwhile.', TO_CATALOGUE);
}
