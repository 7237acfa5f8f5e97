import { Body, Controller, Get, Param, Post, Query as Parameters, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allowed, maySee } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { alertDraftOf, type AlertProblems } from './alert.form.js';
import { AlertPages } from './alert-pages.js';
import { Alerts } from './alerts.service.js';
import { hrefOfAlert, type Typed } from './alerts.view.js';
import type { Candidate } from './candidate.js';

type Said = Record<string, unknown>;

const FIELDS = 'name kind entity role watch source hours edits mail webhook chat quietFrom quietUntil groupMinutes hourlyLimit'.split(' ');
const NOTES: Record<string, string> = {
  told: 'A test is on its way. Load this page again to see what came of it.',
  nowhere: 'There is no place that could be told.',
};

/** What is told at once. Where it is told, only those see who may change it. */
@Controller('alerts')
@Allowed('reader')
@Cached('own')
export class AlertsController {
  constructor(
    private readonly alertPages: AlertPages,
    private readonly alerts: Alerts,
  ) {}

  @Get()
  list(@Parameters() said: Said, @Req() request: Request, @Res() response: Response): Promise<void> {
    const typed = maySee(request, 'analyst') ? typedOf({ ...said, unread: 'yes' }, {}) : null;
    return this.alertPages.list(typed, typeof said.watch === 'string' || typeof said.entity === 'string', response);
  }

  @Post()
  @Allowed('analyst')
  async add(@Body() body: unknown, @Res() response: Response): Promise<void> {
    const said = (body ?? {}) as Said;
    const read = alertDraftOf({ ...typedOf(said, {}).said, unread: said.unread === 'yes' });
    if (!read.ok) return this.refuse(said, read.problems, response);
    if (said.preview === 'yes') {
      const problems = await this.alerts.problemsOf(read.draft);
      if (Object.keys(problems).length > 0) return this.refuse(said, problems, response);
      return this.alertPages.list(typedOf(said, {}, await this.alertPages.preview(read.draft)), true, response.status(200));
    }
    const added = await this.alerts.add(read.draft);
    if (!added.ok) return this.refuse(said, added.problems, response);
    this.alertPages.added(read.draft.name, added, response.status(201));
  }

  @Get(':slug.atom')
  @Cached('feed')
  feed(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    return this.alertPages.feed(slug, response);
  }

  @Get(':slug')
  page(@Param('slug') slug: string, @Parameters('did') did: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const note = typeof did === 'string' ? (NOTES[did] ?? null) : null;
    return this.alertPages.page(slug, maySee(request, 'analyst'), note, response);
  }

  @Post(':slug/pause')
  @Allowed('analyst')
  async pause(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    await this.alertPages.find(slug);
    await this.alerts.pause(slug, true);
    response.redirect(303, hrefOfAlert(slug));
  }

  @Post(':slug/resume')
  @Allowed('analyst')
  async resume(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    await this.alertPages.find(slug);
    await this.alerts.pause(slug, false);
    response.redirect(303, hrefOfAlert(slug));
  }

  @Post(':slug/test')
  @Allowed('analyst')
  async test(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    await this.alertPages.find(slug);
    const tested = await this.alerts.test(slug);
    const isTold = tested !== null && tested.told + tested.asked > 0;
    response.redirect(303, `${hrefOfAlert(slug)}?did=${isTold ? 'told' : 'nowhere'}`);
  }

  @Get(':slug/remove')
  @Allowed('analyst')
  @Cached('none')
  confirm(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    return this.alertPages.confirm(slug, response);
  }

  @Post(':slug/remove')
  @Allowed('analyst')
  async remove(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    await this.alerts.remove(slug);
    response.redirect(303, '/alerts');
  }

  private refuse(said: Said, problems: AlertProblems, response: Response): Promise<void> {
    return this.alertPages.list(typedOf(said, problems), true, response.status(422));
  }
}

function typedOf(body: Said, problems: AlertProblems, found: readonly Candidate[] | null = null): Typed {
  const said = Object.fromEntries(FIELDS.flatMap((name) => (typeof body[name] === 'string' ? [[name, body[name].slice(0, 4_000)]] : [])));
  return { said, isUnread: body.unread === 'yes', problems, found };
}
