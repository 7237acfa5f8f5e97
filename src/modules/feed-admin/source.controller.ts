import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { periodForm, wantedOf } from '../affiliations/affiliation.form.js';
import { type AffiliationRow, Affiliations, type SetResult } from '../affiliations/affiliations.js';
import { overlapText, setText } from '../affiliations/affiliations.text.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { readForm } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { noticeView } from '../pages/notice.view.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { countOf } from '../pages/words.js';
import type { SourceEntity } from '../sources/source.entity.js';
import { SourceCare } from './source-care.js';
import { PERIOD_FIELDS, SOURCE_FIELDS, sourceForm, typedIn } from './source.form.js';
import { sourceAdminView, type SourceState, typedPeriod, typedSource } from './source.view.js';
import { TO_SOURCES } from './sources-list.controller.js';

const TOLD_ANEW = 'Its stored messages are looked at again for their voice.';
const SAID: Record<string, string> = { unchanged: 'It is as it was: nothing was changed.', set: `Set. ${TOLD_ANEW}` };

/** One source: what it is, whose voice it is and since when, and the way to be rid of it. */
@Controller('admin/sources/:slug')
@Allowed('admin')
@Cached('own')
export class SourceController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly care: SourceCare,
    private readonly affiliations: Affiliations,
  ) {}

  @Get()
  async page(@Param('slug') slug: string, @Query('done') done: unknown, @Res() response: Response): Promise<void> {
    await this.send(response, 200, await this.find(slug), { said: typeof done === 'string' ? SAID[done] : undefined });
  }

  /** Answers with what it was before behind a button: the way back. */
  @Post()
  async save(@Param('slug') slug: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const source = await this.find(slug);
    const read = readForm(sourceForm, body);
    if (!read.ok) return this.send(response, 422, source, { typed: typedIn(body, SOURCE_FIELDS), problems: read.problems });
    const before = typedSource(source);
    if (!(await this.care.save(source.id, read.value))) throw missing();
    const saved = await this.find(slug);
    if (SOURCE_FIELDS.every((name) => typedSource(saved)[name] === before[name]))
      return response.redirect(303, `/admin/sources/${slug}?done=unchanged`);
    await this.send(response, 200, saved, { said: saved.affiliation === before.affiliation ? 'Saved.' : `Saved. ${TOLD_ANEW}`, before });
  }

  @Post('voices')
  async setVoice(@Param('slug') slug: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const source = await this.find(slug);
    const period = typedIn(body, PERIOD_FIELDS);
    const read = readForm(periodForm, body);
    if (!read.ok) return this.send(response, 422, source, { period, periodProblems: read.problems });
    const wanted = wantedOf(read.value, source.slug, this.config.timezone);
    const result = await this.affiliations.set(wanted);
    if (result.result === 'set') return response.redirect(303, `/admin/sources/${source.slug}?done=set`);
    await this.send(response, 422, source, {
      period,
      periodProblems: { [result.result === 'no-time' ? 'until' : 'from']: this.refusal(result, wanted) },
    });
  }

  /** Answers with the form filled as it was: the way back. */
  @Post('voices/:id/remove')
  async removeVoice(@Param('slug') slug: string, @Param('id') id: string, @Res() response: Response): Promise<void> {
    const source = await this.find(slug);
    const row = (await this.periodsOf(source)).find((each) => String(each.id) === id);
    if (!row || !(await this.affiliations.remove(row.id)))
      throw new PageNotFound('This was taken back before, or never was.', [{ href: `/admin/sources/${source.slug}`, label: source.title }]);
    const said = `Taken back. ${TOLD_ANEW} The form below is filled as it was: press Set to have it back.`;
    await this.send(response, 200, source, { said, period: typedPeriod(row, this.config.timezone) });
  }

  @Get('remove')
  @Cached('none')
  async ask(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const source = await this.find(slug);
    const { feeds, posts, comments, judgements } = await this.care.figures(source.id);
    const coded = judgements === 0 ? '' : `, and ${countOf(judgements, 'judgement', 'judgements')} of coders`;
    const notice = noticeView(
      'Sources',
      `Remove ${source.title}?`,
      'This cannot be undone',
      [
        `${countOf(feeds, 'feed', 'feeds')}, ${countOf(posts, 'post', 'posts')} and ${countOf(comments, 'comment', 'comments')} go with it for good, with their threads, edits and mentions${coded}. Its page and the addresses of its threads lead nowhere from then on; editions that are closed lose what it said in them.`,
        'To read it no more and keep what was read, remove its feeds instead: their posts stay.',
      ],
      { button: 'Remove it with everything', way: { href: `/admin/sources/${source.slug}`, label: 'Keep it' } },
    );
    response.type('html').send(this.pages.render('notice', notice));
  }

  @Post('remove')
  async remove(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const source = await this.find(slug);
    if (!(await this.care.remove(source.id))) throw missing();
    response.redirect(303, '/admin/sources?done=removed');
  }

  private refusal(result: Exclude<SetResult, { result: 'set' }>, wanted: ReturnType<typeof wantedOf>): string {
    if (result.result === 'overlaps')
      return `${overlapText(result.overlaps, this.config.timezone)} Give other days, or take that back first.`;
    if (result.result === 'no-time') return 'The first day on which it no longer holds must come after the first day.';
    return setText(result, wanted, this.config.timezone);
  }

  private async find(slug: string): Promise<SourceEntity> {
    const source = await this.care.find(slug);
    if (source === null) throw missing();
    return source;
  }

  private async periodsOf({ slug }: SourceEntity): Promise<AffiliationRow[]> {
    return (await this.affiliations.list()).filter((row) => row.slug === slug);
  }

  private async send(response: Response, status: number, source: SourceEntity, state: SourceState): Promise<void> {
    const [figures, periods] = [await this.care.figures(source.id), await this.periodsOf(source)];
    const view = sourceAdminView(source, figures, periods, state, this.config.timezone);
    response.status(status).type('html').send(this.pages.render('admin-source', view));
  }
}

function missing(): PageNotFound {
  return new PageNotFound('No source has this address. It may have been removed meanwhile, with what was read there.', TO_SOURCES);
}
