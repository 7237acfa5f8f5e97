import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { EntityEntity } from '../mentions/entity.entity.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { sendFeedText } from '../posts/feed-response.js';
import { SourceEntity } from '../sources/source.entity.js';
import { SavedSearchEntity } from '../watches/saved-search.entity.js';
import { NEWS_MS } from './alert-arrivals.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import type { AlertDraft } from './alert.form.js';
import { alertFeed } from './alert.feed.js';
import { alertView, savedView } from './alert.view.js';
import { AlertsQuery } from './alerts.query.js';
import { Alerts, type Saved } from './alerts.service.js';
import { alertFormView, alertsView, type Choices, hrefOfAlert, type Typed } from './alerts.view.js';
import type { Candidate } from './candidate.js';
import { Happenings } from './happenings.js';
import { Tellings } from './tellings.js';

const EVENTS_SHOWN = 50;
const LOG_SHOWN = 30;
/** More are not chosen from a list, but by command. */
const CHOICES_MAX = 1_000;

/** The pages of alerts. */
@Injectable()
export class AlertPages {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly alerts: Alerts,
    private readonly query: AlertsQuery,
    private readonly tellings: Tellings,
    private readonly happenings: Happenings,
  ) {}

  /** @param typed null for whoever may add nothing */
  async list(typed: Typed | null, isFormFirst: boolean, response: Response): Promise<void> {
    const form = typed && alertFormView(typed, await this.choices(), null);
    this.send(response, 'alerts', alertsView(await this.query.all(), form, isFormFirst));
  }

  async page(slug: string, isOwn: boolean, note: string | null, response: Response): Promise<void> {
    const rule = await this.find(slug);
    const own = isOwn ? { channels: await this.query.channels(rule.id), log: await this.query.log(rule.id, LOG_SHOWN), note } : null;
    const events = await this.tellings.newest(rule.id, EVENTS_SHOWN);
    this.send(response, 'alert', alertView({ rule, total: await this.query.count(rule.id), events, own, zone: this.config.timezone }));
  }

  async feed(slug: string, response: Response): Promise<void> {
    const rule = await this.find(slug);
    sendFeedText(alertFeed(rule, await this.tellings.newest(rule.id, EVENTS_SHOWN), this.config.baseUrl), 'atom', response);
  }

  async confirm(slug: string, response: Response): Promise<void> {
    const { name } = await this.find(slug);
    const page = { title: `Remove ${name}?`, description: 'Removes an alert.', path: null, feeds: [], standalone: false };
    this.send(response, 'alert-remove', { page, firstRun: null, name, href: hrefOfAlert(slug) });
  }

  async edit(rule: AlertRuleEntity, typed: Typed, response: Response): Promise<void> {
    const { name } = rule;
    const changing = { rule, channels: await this.query.channels(rule.id), zone: this.config.timezone };
    const form = alertFormView(typed, await this.choices(), changing);
    const page = { title: `Change ${name}`, description: 'Changes an alert.', path: null, feeds: [], standalone: false };
    this.send(response, 'alert-edit', { page, firstRun: null, name, form });
  }

  saved(title: string, saved: Extract<Saved, { ok: true }>, response: Response): void {
    this.send(response, 'alert-saved', savedView(title, saved));
  }

  /** What it would have told in the last seven days. */
  preview(draft: AlertDraft): Promise<Candidate[]> {
    const now = this.clock.now();
    return this.happenings.all(draft, new Date(now.getTime() - NEWS_MS), now);
  }

  async find(slug: string): Promise<AlertRuleEntity> {
    const rule = await this.alerts.bySlug(slug);
    if (rule) return rule;
    throw missingAlert();
  }

  private async choices(): Promise<Choices> {
    const { manager } = this.database;
    const sources = await manager.find(SourceEntity, { select: { slug: true, title: true }, order: { title: 'ASC' }, take: CHOICES_MAX });
    return {
      entities: await manager.find(EntityEntity, { select: { slug: true, name: true }, order: { name: 'ASC' }, take: CHOICES_MAX }),
      watches: await manager.find(SavedSearchEntity, {
        select: { slug: true, name: true },
        where: { isWatched: 1 },
        order: { name: 'ASC' },
        take: CHOICES_MAX,
      }),
      sources: sources.map(({ slug, title }) => ({ slug, name: title })),
    };
  }

  private send(response: Response, page: string, view: object): void {
    response.type('html').send(this.pages.render(page, view));
  }
}

export function missingAlert(): PageNotFound {
  return new PageNotFound('There is no alert at this address. It may have been removed.', [{ href: '/alerts', label: 'All alerts' }]);
}
