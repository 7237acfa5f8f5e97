import { Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partAfter, partFrom, partOf } from '../api/paging.js';
import { slugOf } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { refused } from '../pages/problem.js';
import { alert, alertBody, channel, delivery, savedAlert } from './alert.answer.js';
import { type AlertDraft, alertDraftOf, type AlertProblems } from './alert.form.js';
import { missingAlert } from './alert-pages.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import { AlertsQuery, type ListedAlert, type ListedChannel, type LoggedDelivery } from './alerts.query.js';
import { Alerts, type Saved } from './alerts.service.js';

export const ALERTS = { name: 'Alerts', about: 'What is told at once: by mail, to webhooks and chats, and as a feed.' };

const path = z.object({ slug: slugOf('the alert', 'the-board') });
const errors = { 404: 'There is no such alert.' };

const listAlerts = operation({
  id: 'listAlerts',
  summary: 'All alerts',
  description: 'By name.',
  query: z.strictObject(paging(z.tuple([z.string(), z.int()]))),
  answer: partOf(alert),
});

const createAlert = operation({
  id: 'createAlert',
  summary: 'Add an alert',
  description: 'What happens from then on is told.',
  body: alertBody,
  answer: savedAlert,
  status: 201,
  location: ({ slug }: z.output<typeof savedAlert>) => `/api/v1/alerts/${slug}`,
});

const getAlert = operation({ id: 'getAlert', summary: 'One alert', path, answer: alert, errors });

const changeAlert = operation({
  id: 'changeAlert',
  summary: 'Change an alert',
  description:
    'All of it, its name as well; its slug, which was made from its first name, stays. Where it leads cannot be read, so places stay that are not among `removed`, with their secrets and logs; those that are given come to them. One that is off and is given anew is switched on. What it is on now is told of from now on.',
  path,
  body: alertBody.extend({
    removed: z
      .array(z.int())
      .default([])
      .describe('Channels that are told nothing any more, by their `id`')
      .meta({ examples: [[]] }),
  }),
  answer: savedAlert,
  errors,
});

const removeAlert = operation({
  id: 'removeAlert',
  summary: 'Remove an alert',
  description: 'With all that it told, and what it had still to tell.',
  path,
  errors,
});

const pauseAlert = operation({
  id: 'pauseAlert',
  summary: 'Pause an alert',
  description: 'It notes nothing any more; what it noted is still told.',
  path,
  errors,
});

const resumeAlert = operation({
  id: 'resumeAlert',
  summary: 'Resume an alert',
  description: 'With what happens from then on.',
  path,
  errors,
});

const testAlert = operation({
  id: 'testAlert',
  summary: 'Send a test to every place',
  description: 'Within seconds; what comes of it stands among its deliveries.',
  path,
  answer: z.object({
    told: z
      .int()
      .describe('Places that get a test')
      .meta({ examples: [1] }),
    asked: z
      .int()
      .describe('Addresses that have not said yes, and were asked again')
      .meta({ examples: [0] }),
  }),
  errors,
});

const listChannels = operation({
  id: 'listAlertChannels',
  summary: 'Where an alert is told',
  description: 'In the order in which they were added.',
  path,
  query: z.strictObject(paging(z.tuple([z.int()]))),
  answer: partOf(channel),
  errors,
});

const listDeliveries = operation({
  id: 'listAlertDeliveries',
  summary: 'What an alert told, and what became of it',
  description: 'The newest first; what is settled is forgotten after 90 days.',
  path,
  query: z.strictObject(paging(z.int())),
  answer: partOf(delivery),
  errors,
});

type Draft = Asked<typeof createAlert>['body'];
type SavedAnswer = Answer<typeof createAlert>;

/** Where it is told, only those see who may change it. */
@Controller('api/v1/alerts')
@Allowed('reader')
@Cached('own')
@About(ALERTS)
export class AlertsApi {
  constructor(
    private readonly alerts: Alerts,
    private readonly query: AlertsQuery,
  ) {}

  @Get()
  @Operation(listAlerts)
  async list(@Input() { query }: Asked<typeof listAlerts>): Promise<Answer<typeof listAlerts>> {
    const keyOf = ({ rule }: ListedAlert): [string, number] => [rule.name.toLowerCase(), rule.id];
    const { items, next } = partAfter(await this.query.all(), query, keyOf);
    return { items: items.map(alertJson), next };
  }

  @Post()
  @Allowed('analyst')
  @Operation(createAlert)
  async add(@Input() { body }: Asked<typeof createAlert>): Promise<SavedAnswer> {
    return this.saved(await this.alerts.add(draftOf(body)));
  }

  @Get(':slug')
  @Operation(getAlert)
  async one(@Input() { path }: Asked<typeof getAlert>): Promise<Answer<typeof getAlert>> {
    return alertJson(await this.listed(path.slug));
  }

  @Put(':slug')
  @Allowed('analyst')
  @Operation(changeAlert)
  async change(@Input() { path, body }: Asked<typeof changeAlert>): Promise<SavedAnswer> {
    await this.find(path.slug);
    const { removed, ...draft } = body;
    return this.saved(await this.alerts.change(path.slug, draftOf(draft), removed));
  }

  @Delete(':slug')
  @Allowed('analyst')
  @Operation(removeAlert)
  async remove(@Input() { path }: Asked<typeof removeAlert>): Promise<void> {
    if (!(await this.alerts.remove(path.slug))) throw missingAlert();
  }

  @Post(':slug/pause')
  @Allowed('analyst')
  @Operation(pauseAlert)
  async pause(@Input() { path }: Asked<typeof pauseAlert>): Promise<void> {
    if (!(await this.alerts.pause(path.slug, true))) throw missingAlert();
  }

  @Post(':slug/resume')
  @Allowed('analyst')
  @Operation(resumeAlert)
  async resume(@Input() { path }: Asked<typeof resumeAlert>): Promise<void> {
    if (!(await this.alerts.pause(path.slug, false))) throw missingAlert();
  }

  @Post(':slug/test')
  @Allowed('analyst')
  @Operation(testAlert)
  async test(@Input() { path }: Asked<typeof testAlert>): Promise<Answer<typeof testAlert>> {
    const tested = await this.alerts.test(path.slug);
    if (!tested) throw missingAlert();
    return tested;
  }

  @Get(':slug/channels')
  @Allowed('analyst')
  @Operation(listChannels)
  async channels(@Input() { path, query }: Asked<typeof listChannels>): Promise<Answer<typeof listChannels>> {
    const { id } = await this.find(path.slug);
    const { items, next } = partAfter(await this.query.channels(id), query, (listed) => [listed.channel.id] as [number]);
    return { items: items.map(channelJson), next };
  }

  @Get(':slug/deliveries')
  @Allowed('analyst')
  @Operation(listDeliveries)
  async deliveries(@Input() { path, query }: Asked<typeof listDeliveries>): Promise<Answer<typeof listDeliveries>> {
    const { id } = await this.find(path.slug);
    const found = await this.query.log(id, query.limit + 1, query.after ?? null);
    const { items, next } = partFrom(found, query.limit, (logged) => logged.delivery.id);
    return { items: items.map(deliveryJson), next };
  }

  private async find(slug: string): Promise<AlertRuleEntity> {
    const rule = await this.alerts.bySlug(slug);
    if (!rule) throw missingAlert();
    return rule;
  }

  private async listed(slug: string): Promise<ListedAlert> {
    const found = await this.query.one(slug);
    if (!found) throw missingAlert();
    return found;
  }

  private async saved(saved: Saved | null): Promise<SavedAnswer> {
    if (!saved) throw missingAlert();
    if (!saved.ok) throw wrong(saved.problems);
    const { slug, secrets, asked } = saved;
    return {
      ...alertJson(await this.listed(slug)),
      secrets: secrets.map(({ id, label, secret }) => ({ channel: id, to: label, secret })),
      asked,
    };
  }
}

export function draftOf({ about, ...said }: Draft): AlertDraft {
  const read = alertDraftOf({ ...about, ...said });
  if (!read.ok) throw wrong(read.problems);
  return read.draft;
}

/** What it is on stands one deeper in a body than in a form. */
export function wrong(problems: AlertProblems) {
  const fields = Object.keys(alert.shape.about.shape);
  const entries = Object.entries(problems).map(([field, sentence]) => [fields.includes(field) ? `about/${field}` : field, sentence]);
  return refused(Object.fromEntries(entries) as Record<string, string>);
}

function alertJson({ rule, events, lastAt }: ListedAlert): z.output<typeof alert> {
  const { slug, name, kind, about, quietFrom, quietUntil, groupMinutes, hourlyLimit, isPaused, createdAt } = rule;
  return {
    ...{ slug, name, kind, about, quietFrom, quietUntil, groupMinutes, hourlyLimit, events, createdAt },
    isPaused: isPaused === 1,
    lastAt: lastAt === null ? null : new Date(lastAt),
  };
}

function channelJson({ channel: place, pending }: ListedChannel): z.output<typeof channel> {
  const { id, kind, label, state, reason, failures, createdAt } = place;
  const waits = pending && (pending.gathering.isDue ? { why: null, until: null } : pending.gathering);
  return {
    ...{ id, kind, to: label, state, reason, failures, createdAt },
    pending: pending && waits && { events: Number(pending.events), why: waits.why, until: waits.until },
  };
}

function deliveryJson({ delivery: told, channel: place, events }: LoggedDelivery): z.output<typeof delivery> {
  const { id, messageId, kind, state, attempts, nextAt, answer, tries, createdAt, settledAt } = told;
  return {
    ...{ id, messageId, kind, events, state, attempts, nextAt, answer, createdAt, settledAt },
    channel: { id: place.id, kind: place.kind, to: place.label },
    tries: tries.map((each) => ({ at: new Date(each.at), answer: each.answer })),
  };
}
