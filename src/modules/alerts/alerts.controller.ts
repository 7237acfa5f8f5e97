import { Body, Controller, Get, Param, Post, Query as Parameters, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allowed, maySee } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { alertDraftOf, type AlertProblems } from './alert.form.js';
import { AlertPages, missingAlert } from './alert-pages.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import { Alerts } from './alerts.service.js';
import { hrefOfAlert, type Typed, typedBy } from './alerts.view.js';

type Said = Record<string, unknown>;

const FIELDS = 'name kind entity role watch source hours edits mail webhook chat quietFrom quietUntil groupMinutes hourlyLimit'.split(' ');
const NOTES: Record<string, string> = {
  told: 'A test is on its way. Load this page again to see what came of it.',
  nowhere: 'There is no place that could be told.',
  changed: 'It is changed.',
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
    const typed = maySee(request, 'analyst') ? typedOf({ ...said, unread: 'yes' }) : null;
    return this.alertPages.list(typed, typeof said.watch === 'string' || typeof said.entity === 'string', response);
  }

  @Post()
  @Allowed('analyst')
  add(@Body() body: unknown, @Res() response: Response): Promise<void> {
    return this.settle(body, null, (typed) => this.alertPages.list(typed, true, response), response);
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

  @Get(':slug/edit')
  @Allowed('analyst')
  async form(@Param('slug') slug: string, @Res() response: Response): Promise<void> {
    const rule = await this.alertPages.find(slug);
    return this.alertPages.edit(rule, typedBy(rule), response);
  }

  @Post(':slug/edit')
  @Allowed('analyst')
  async change(@Param('slug') slug: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const rule = await this.alertPages.find(slug);
    return this.settle(body, rule, (typed) => this.alertPages.edit(rule, typed, response), response);
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

  /** Stores what was typed, or shows it again. @param rule null for a new one */
  private async settle(
    body: unknown,
    rule: AlertRuleEntity | null,
    show: (typed: Typed) => Promise<void>,
    response: Response,
  ): Promise<void> {
    const said = (body ?? {}) as Said;
    const typed = typedOf(said);
    const refuse = (problems: AlertProblems) => {
      response.status(422);
      return show({ ...typed, problems });
    };
    const read = alertDraftOf({ ...typed.said, unread: typed.isUnread });
    if (!read.ok) return refuse(read.problems);
    if (said.preview === 'yes') {
      const problems = await this.alerts.problemsOf(read.draft, rule?.slug);
      if (Object.keys(problems).length > 0) return refuse(problems);
      response.status(200);
      return show({ ...typed, found: await this.alertPages.preview(read.draft) });
    }
    const saved = rule ? await this.alerts.change(rule.slug, read.draft, typed.removed) : await this.alerts.add(read.draft);
    if (!saved) throw missingAlert();
    if (!saved.ok) return refuse(saved.problems);
    const { name } = read.draft;
    if (!rule) return this.alertPages.saved(`${name} was added`, saved, response.status(201));
    if (saved.secrets.length + saved.asked.length > 0) return this.alertPages.saved(`${name} was changed`, saved, response.status(200));
    response.redirect(303, `${hrefOfAlert(rule.slug)}?did=changed`);
  }
}

function typedOf(body: Said): Typed {
  const said = Object.fromEntries(FIELDS.flatMap((name) => (typeof body[name] === 'string' ? [[name, body[name].slice(0, 4_000)]] : [])));
  // One tick comes as a text, several as a list.
  const removed = [body.removed].flat().flatMap((id) => (typeof id === 'string' && /^\d{1,9}$/.test(id) ? [Number(id)] : []));
  return { said, isUnread: body.unread === 'yes', removed, problems: {}, found: null };
}
