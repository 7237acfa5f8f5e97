import { Body, Controller, Get, Param, Post, Query, Req, Res, UploadedFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { rowsOf } from '../mentions/read-rows.js';
import { Allowed, maySee } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { noticeView } from '../pages/notice.view.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { TakesList, type Upload, uploadedText } from '../pages/upload.js';
import { type BookState, bookView, type CodeTyped, codeView, typedCode } from './book.view.js';
import type { CodeEntity } from './code.entity.js';
import { codeOf, readCodebook } from './code.form.js';
import { CodebookService } from './codebook.service.js';
import { importSummary, retiredText } from './coding.text.js';
import { JudgementsQuery } from './judgements.query.js';

const TO_BOOK = [{ href: '/admin/codebook', label: 'The codebook' }];
const SAID: Record<string, string> = { added: 'Added at the end of the book.', unchanged: 'It is as it was: nothing was changed.' };
const LINES_MAX = 100;

export const LIST_MB_MAX = 2;

/** The codebook, for those who may change it. */
@Controller('admin/codebook')
@Allowed('analyst')
@Cached('own')
export class BookController {
  constructor(
    private readonly pages: Pages,
    private readonly codebook: CodebookService,
    private readonly judgements: JudgementsQuery,
  ) {}

  @Get()
  page(@Query('done') done: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.show(request, response, 200, { said: typeof done === 'string' ? (SAID[done] ?? null) : null });
  }

  @Post()
  async add(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const typed = typedIn(body);
    const read = codeOf({ ...typed, slug: typed.slug.trim() || null });
    if (!read.ok) return this.show(request, response, 422, { typed, wrong: read.wrong ?? {} });
    const report = (await this.codebook.save([read.draft], { onlyNew: true })).reports[0]!;
    if (report.problem !== null) return this.show(request, response, 422, { typed, wrong: { slug: report.problem } });
    response.redirect(303, `/admin/codebook?done=${report.result}`);
  }

  @Post('import')
  @TakesList(LIST_MB_MAX)
  async bringIn(
    @UploadedFile() file: Upload | undefined,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const [text, allOrNothing] = [uploadedText(file, body), typedText(body, 'all') === 'yes'];
    const state = { text, isAllOrNothing: allOrNothing };
    const read =
      text === '' ? { ok: false as const, problem: 'Choose a file, or put the text of a codebook into the field.' } : readCodebook(text);
    if (!read.ok) return this.show(request, response, 422, { ...state, problem: read.problem });
    const { drafts, badRows } = rowsOf(read.rows);
    const isVoid = allOrNothing && badRows.length > 0;
    const { reports, isStored } = await this.codebook.save(isVoid ? [] : drafts, { allOrNothing });
    const refused = [
      ...badRows.map(({ row, problems }) => `Row ${row}: ${problems.join(' ')}`),
      ...reports.flatMap(({ label, problem }) => (problem === null ? [] : [`${label}: ${problem}`])),
    ];
    const imported = { summary: importSummary({ isStored, reports, badRows }), refused: refused.slice(0, LINES_MAX) };
    await this.show(request, response, 200, { ...state, text: isStored ? '' : text, imported });
  }

  @Get(':slug')
  async code(@Param('slug') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const code = await this.find(slug);
    this.send(response, 'admin-code', codeView(code, maySee(request, 'admin'), { typed: typedCode(code) }));
  }

  @Post(':slug')
  async change(@Param('slug') slug: string, @Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const code = await this.find(slug);
    const typed = { ...typedIn(body), slug: code.slug };
    const read = codeOf(typed);
    const report = read.ok ? (await this.codebook.save([read.draft])).reports[0]! : null;
    const wrong = read.ok ? (report?.problem ? { label: report.problem } : {}) : (read.wrong ?? {});
    const isWrong = Object.keys(wrong).length > 0;
    const isChanged = report?.result === 'changed';
    const said = isChanged ? 'Saved. It holds for posts that were judged before, too.' : 'It is as it was: nothing was changed.';
    response.status(isWrong ? 422 : 200);
    const state = isWrong ? { typed, wrong } : { typed, said, before: isChanged ? typedCode(code) : null };
    this.send(response, 'admin-code', codeView(isWrong ? code : await this.find(slug), maySee(request, 'admin'), state));
  }

  @Get(':slug/retire')
  @Cached('none')
  async ask(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const code = await this.find(slug);
    const view = noticeView(
      'Codebook',
      `Retire ${code.label}?`,
      'It does not come back',
      [
        'Nobody can give it from then on, and its short name is not given again: what was judged without it is not taken for what was judged with it. Where it was given, it stays, and searches find it.',
        'If nobody has given it yet, it goes without a trace, and can be brought back right after.',
      ],
      { button: 'Retire it', way: { href: `/admin/codebook/${code.slug}`, label: 'Keep it' } },
    );
    this.send(response, 'notice', view);
  }

  @Post(':slug/retire')
  async retire(@Param('slug') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const code = (await this.codebook.codes()).find((each) => each.slug === slug);
    const retired = await this.codebook.retire(slug);
    if (!code || retired === 'missing') throw missing();
    const before = retired === 'removed' ? typedCode(code) : null;
    await this.show(request, response, 200, { said: retiredText(slug, retired), before });
  }

  private async find(slug: string): Promise<CodeEntity> {
    const code = (await this.codebook.codes()).find((each) => each.slug === slug && each.retiredAt === null);
    if (!code) throw missing();
    return code;
  }

  private async show(request: Request, response: Response, status: number, state: BookState): Promise<void> {
    const view = bookView(await this.codebook.codes(), await this.judgements.given(), maySee(request, 'admin'), state);
    response.status(status);
    this.send(response, 'admin-codebook', view);
  }

  private send(response: Response, page: string, view: object): void {
    response.type('html').send(this.pages.render(page, view));
  }
}

function typedIn(body: unknown): CodeTyped {
  const text = (name: string) => typedText(body, name).replace(/\r\n?/g, '\n');
  return { label: text('label'), slug: text('slug'), definition: text('definition'), example: text('example') };
}

function missing(): PageNotFound {
  return new PageNotFound('There is no code of this short name in the book. It may have been retired.', TO_BOOK);
}
