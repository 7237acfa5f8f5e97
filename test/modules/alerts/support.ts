import { text } from 'node:stream/consumers';
import type { Post } from '../../../src/feeds/types.js';
import { AlertChannelEntity } from '../../../src/modules/alerts/alert-channel.entity.js';
import { AlertDeliveryEntity } from '../../../src/modules/alerts/alert-delivery.entity.js';
import { AlertEventEntity } from '../../../src/modules/alerts/alert-event.entity.js';
import { AlertItemEntity } from '../../../src/modules/alerts/alert-item.entity.js';
import { alertDraftOf } from '../../../src/modules/alerts/alert.form.js';
import { AlertSender } from '../../../src/modules/alerts/alert-sender.js';
import { Alerts, type MadeSecret } from '../../../src/modules/alerts/alerts.service.js';
import { HttpCourier, type HttpLimits } from '../../../src/modules/alerts/http-courier.js';
import { Lookout } from '../../../src/modules/alerts/lookout.js';
import { Clock } from '../../../src/modules/clock/clock.js';
import { draftOf as entityDraftOf } from '../../../src/modules/mentions/draft.js';
import { EntitiesService } from '../../../src/modules/mentions/entities.service.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { SavedSearches } from '../../../src/modules/watches/saved-searches.service.js';
import { Rows } from '../../support/conversation.js';
import { type MailServer, startMailServer } from '../../support/mail-server.js';
import { aPost } from '../../support/make.js';
import { type Site, startSite } from '../../support/site.js';
import { startWeb, type Web } from '../../support/web.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** What a webhook was sent. */
export interface Hit {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface WebhookBody {
  id: string;
  type: string;
  rule: { slug: string };
  events: { key: string; title: string; sentence: string; quote: string | null; url: string }[];
  more: number;
}

/** A site that tells what happens, with a mail server, a web that takes webhooks at `/hook`, and a clock that is put forward by hand. */
export interface Alerting {
  site: Site;
  server: MailServer;
  web: Web;
  rows: Rows;
  hits: Hit[];
  bodies: () => WebhookBody[];
  /** What the webhook answers next; afterwards it takes everything. */
  answers: (number | { status: number; headers?: Record<string, string> })[];
  sender: AlertSender;
  alerts: Alerts;
  now: () => Date;
  pass: (ms: number) => void;
  setClock: (at: string) => void;
  /** Adds one with a webhook, unless something else is said, that tells at once. */
  add: (said: Record<string, unknown>) => Promise<{ slug: string; secrets: MadeSecret[] }>;
  store: (sourceId: number, ...posts: (Partial<Post> & { guid: string })[]) => Promise<void>;
  look: () => Promise<void>;
  events: () => Promise<AlertEventEntity[]>;
  items: () => Promise<AlertItemEntity[]>;
  channels: () => Promise<AlertChannelEntity[]>;
  deliveries: () => Promise<AlertDeliveryEntity[]>;
  limit: (limits: Partial<HttpLimits>) => void;
  close: () => Promise<void>;
}

/** It is noon on Saturday 5 April 2008 in London. The entity `ferry-board` and the watch `ferries` are there. */
export async function startAlerting(env: Record<string, string> = {}): Promise<Alerting> {
  const server = await startMailServer();
  const [hits, answers]: [Hit[], Alerting['answers']] = [[], []];
  const web = await startWeb({
    '/hook': async (request) => {
      hits.push({ headers: request.headers, body: await text(request) });
      const answer = answers.shift() ?? 204;
      return typeof answer === 'number' ? { status: answer } : answer;
    },
  });
  const mail = { SMTP_URL: server.url, MAIL_FROM: 'Hustings <digest@hustings.example>' };
  const site = await startSite(undefined, { ALLOW_ADDRESSES: '127.0.0.0/8', ...mail, ...env });
  site.app.useLogger(false);
  let now = Date.parse('2008-04-05T11:00:00Z');
  site.app.get(Clock).now = () => new Date(now);
  const { database } = site;
  const entity = entityDraftOf({ name: 'Ferry Board' });
  if (!entity.ok) throw new Error(entity.problems.join(' '));
  await site.app.get(EntitiesService).save([entity.draft], { force: true });
  await site.app.get(SavedSearches).save({ name: 'Ferries', query: 'ferry', note: null, isWatched: true });
  const alerts = site.app.get<Alerts>(Alerts, { strict: false });
  return {
    site,
    server,
    web,
    rows: new Rows(database),
    hits,
    bodies: () => hits.map(({ body }) => JSON.parse(body) as WebhookBody),
    answers,
    sender: site.app.get(AlertSender),
    alerts,
    now: () => new Date(now),
    pass: (ms) => (now += ms),
    setClock: (at) => (now = Date.parse(at)),
    add: async (said) => {
      const usual = said.mail === undefined && said.chat === undefined ? { webhook: `${web.url}/hook` } : {};
      const read = alertDraftOf({ groupMinutes: '0', hourlyLimit: '60', ...usual, ...said });
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      const added = await alerts.add(read.draft);
      if (!added.ok) throw new Error(JSON.stringify(added.problems));
      return added;
    },
    store: async (sourceId, ...posts) => {
      const batch = { sourceId, feedId: null, threadId: null, deleted: [] };
      const made = posts.map((post) => aPost({ publishedAt: new Date(now), ...post }));
      await database.write((manager) => site.app.get(Ingestion).store(manager, { ...batch, posts: made }, new Date(now)));
    },
    look: () => site.app.get(Lookout).tick(),
    events: () => database.manager.find(AlertEventEntity, { order: { id: 'ASC' } }),
    items: () => database.manager.find(AlertItemEntity, { order: { eventId: 'ASC', channelId: 'ASC' } }),
    channels: () => database.manager.find(AlertChannelEntity, { order: { id: 'ASC' } }),
    deliveries: () => database.manager.find(AlertDeliveryEntity, { order: { id: 'ASC' } }),
    limit: (limits) => Object.assign(site.app.get<unknown, { limits: HttpLimits }>(HttpCourier, { strict: false }).limits, limits),
    close: async () => {
      await site.close();
      await web.close();
      await server.close();
    },
  };
}
