import { Clock } from '../../../src/modules/clock/clock.js';
import { type MailLimits } from '../../../src/modules/mail/limits.js';
import { OutgoingMailEntity } from '../../../src/modules/mail/outgoing-mail.entity.js';
import { Outbox } from '../../../src/modules/mail/outbox.js';
import { Postman } from '../../../src/modules/mail/postman.js';
import { Sender } from '../../../src/modules/mail/sender.js';
import { SubscriberEntity } from '../../../src/modules/mail/subscriber.entity.js';
import { Rows } from '../../support/conversation.js';
import { type MailServer, startMailServer } from '../../support/mail-server.js';
import { startSite, type Site } from '../../support/site.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A site that sends mail, a mail server, and a clock that is put forward by hand. */
export interface Mailing {
  site: Site;
  server: MailServer;
  rows: Rows;
  sender: Sender;
  outbox: Outbox;
  now: () => Date;
  pass: (ms: number) => void;
  setClock: (at: string) => void;
  subscriber: (said?: Partial<SubscriberEntity>) => Promise<SubscriberEntity>;
  mails: () => Promise<OutgoingMailEntity[]>;
  subscribers: () => Promise<SubscriberEntity[]>;
  limit: (limits: Partial<MailLimits>) => void;
  post: (path: string, fields?: Record<string, string> | [string, string][], headers?: Record<string, string>) => Promise<Response>;
  close: () => Promise<void>;
}

/** It is noon on Saturday 5 April 2008 in London; a thread of the 4th is there to be told of. */
export async function startMailing(env: Record<string, string> = {}): Promise<Mailing> {
  const server = await startMailServer();
  const site = await startSite(undefined, { SMTP_URL: server.url, MAIL_FROM: 'Hustings <digest@hustings.example>', ...env });
  let now = new Date('2008-04-05T11:00:00Z').getTime();
  site.app.get(Clock).now = () => new Date(now);
  const rows = new Rows(site.database);
  const sourceId = await rows.source('Harbour Light', 'civil-service');
  const postId = await rows.post(sourceId, '2008-04-04T09:00:00Z', { title: 'The ferry times', text: 'The ferry goes at noon.' });
  await rows.comment(sourceId, postId, '2008-04-04T10:00:00Z', { authorName: 'Ben Tide', text: 'And when does it come back?' });
  let count = 0;
  return {
    site,
    server,
    rows,
    sender: site.app.get(Sender),
    outbox: site.app.get(Outbox),
    now: () => new Date(now),
    pass: (ms) => (now += ms),
    setClock: (at) => (now = new Date(at).getTime()),
    subscriber: async (said = {}) => {
      const address = said.address ?? `reader${++count}@example.org`;
      const row: Omit<SubscriberEntity, 'id'> = {
        address,
        addressKey: address.toLowerCase(),
        frequency: 'day',
        entities: [],
        state: 'active',
        reason: null,
        failures: 0,
        mailedUntilAt: new Date('2008-04-04T12:00:00Z'),
        createdAt: new Date(now),
        ...said,
      };
      await site.database.write((manager) => manager.insert(SubscriberEntity, row));
      return site.database.manager.findOneByOrFail(SubscriberEntity, { addressKey: row.addressKey });
    },
    mails: () => site.database.manager.find(OutgoingMailEntity, { order: { id: 'ASC' } }),
    subscribers: () => site.database.manager.find(SubscriberEntity, { order: { id: 'ASC' } }),
    limit: (limits) => {
      for (const part of [Postman, Outbox]) Object.assign(site.app.get<unknown, { limits: MailLimits }>(part).limits, limits);
    },
    post: (path, fields = {}, headers = {}) =>
      fetch(site.url + path, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' }),
    close: async () => {
      await site.close();
      await server.close();
    },
  };
}

/** The addresses in a mail that begin so, as a reader clicks them: from its text part. */
export function linksIn(source: string, part: string): string[] {
  const decoded = source.replace(/=\r?\n/g, '').replaceAll('=3D', '=');
  return [...new Set([...decoded.matchAll(/https:\/\/hustings\.example(\/[^\s"<>)]*)/g)].map(([, path = '']) => path))].filter((path) =>
    path.includes(part),
  );
}
