import { z } from 'zod';
import { ROLES } from '../mentions/watched.js';
import { CHANNEL_KINDS } from './alert-channel.entity.js';
import { DELIVERY_KINDS, DELIVERY_STATES } from './alert-delivery.entity.js';
import { USUAL_GROUP_MINUTES, USUAL_HOURLY_LIMIT } from './alert.form.js';
import { ALERT_KINDS, EDITS, USUAL_HOURS } from './subject.js';

const kind = z.enum(ALERT_KINDS, `Say what it is on: ${ALERT_KINDS.join(', ')}.`);
const name = z.string('Give it a name, such as Dredging.').meta({ examples: ['The board'] });
const slug = z.string().nullable();
const noText = slug.meta({ examples: [null] });

/** What an alert is on, beside its kind. */
const subject = {
  entity: slug.describe('Its slug: for `entity`, and for `spike`, `question` and `edit`').meta({ examples: ['canal-agency'] }),
  watch: noText.describe('Its slug: for `query`, and for `spike`'),
  source: noText.describe('Its slug: for `question`, `edit` and `silence`'),
  role: z
    .enum(ROLES)
    .nullable()
    .describe('Of `entity`: only where it is so')
    .meta({ examples: [null] }),
  hours: z
    .int()
    .describe('Of `question`: how long one waits before it is told')
    .meta({ examples: [USUAL_HOURS] }),
  edits: z.enum(EDITS).describe('Of `edit`: which'),
  unread: z
    .boolean()
    .describe('Of `silence`: tell of feeds that cannot be read, too')
    .meta({ examples: [true] }),
};

const manners = {
  quietFrom: slug.describe('Nothing is told from then').meta({ examples: ['22:00'] }),
  quietUntil: slug.describe('until then, in the time zone of the digest').meta({ examples: ['07:00'] }),
  groupMinutes: z
    .int('Write a whole number.')
    .describe('What happens within so many minutes, 1440 at most, is told as one')
    .meta({ examples: [USUAL_GROUP_MINUTES] }),
  hourlyLimit: z
    .int('Write a whole number.')
    .describe('So many times an hour to one place, 60 at most')
    .meta({ examples: [USUAL_HOURLY_LIMIT] }),
};

const addresses = z.array(z.string()).default([]);

/** As a program asks for it. What is left out is as usual. */
export const alertBody = z.strictObject({
  name,
  kind,
  about: z
    .strictObject(subject)
    .partial()
    .default({})
    .describe('What it is on; each kind has its own. What belongs to another kind is left out')
    .meta({ examples: [{ entity: 'canal-agency' }] }),
  ...z.object(manners).partial().shape,
  mail: addresses.describe('Addresses of mail: whoever reads there is asked first').meta({ examples: [['ada@example.org']] }),
  webhook: addresses.describe('Addresses that take signed webhooks').meta({ examples: [[]] }),
  chat: addresses.describe('Incoming webhooks of Slack, Mattermost or Matrix').meta({ examples: [[]] }),
});

export const alert = z
  .object({
    slug: z.string().meta({ examples: ['the-board'] }),
    name,
    kind,
    about: z.object(subject),
    ...manners,
    isPaused: z.boolean(),
    events: z
      .int()
      .describe('What it noted so far, and has not forgotten')
      .meta({ examples: [3] }),
    lastAt: z.date().nullable().describe('When it last noted one'),
    createdAt: z.date(),
  })
  .meta({ id: 'Alert', description: 'Tells at once what happens. What it told is at /alerts/{slug}.atom.' });

export const savedAlert = z.object({
  ...alert.shape,
  secrets: z
    .array(z.object({ channel: z.int(), to: z.string(), secret: z.string() }))
    .describe('Of new webhooks (Standard Webhooks 1.0): told this once')
    .meta({ examples: [[]] }),
  asked: z
    .array(z.string())
    .describe('Addresses of mail that are told nothing before somebody there says yes')
    .meta({ examples: [['ada@example.org']] }),
});

const channelName = {
  id: z.int().meta({ examples: [4] }),
  kind: z.enum(CHANNEL_KINDS),
  to: z
    .string()
    .describe('The address of mail, or the host alone: the rest of an address of the web is often a key')
    .meta({ examples: ['ada@example.org'] }),
};

export const channel = z
  .object({
    ...channelName,
    state: z.enum(['waiting', 'active', 'off']).describe('Has not said yes yet; is told; is told nothing any more, for the `reason`'),
    reason: noText,
    failures: z
      .int()
      .describe('Mails that its server refused, or that came back, since it was last switched on')
      .meta({ examples: [0] }),
    pending: z
      .object({
        events: z.int(),
        why: z
          .enum(['grouping', 'quiet', 'limit', 'before'])
          .nullable()
          .describe('For others; for the end of quiet hours; for the next hour; behind what is being told. Null: it goes out now'),
        until: z.date().nullable(),
      })
      .nullable()
      .describe('What waits to be told there')
      .meta({ examples: [null] }),
    createdAt: z.date(),
  })
  .meta({ id: 'AlertChannel', description: 'A place where an alert is told.' });

export const delivery = z
  .object({
    id: z.int().meta({ examples: [12] }),
    messageId: z
      .string()
      .describe('The `webhook-id`: the same at every try')
      .meta({ examples: ['msg_2KWPBgLlAfxdpx2AI54pPJ85f4W'] }),
    channel: z.object(channelName),
    kind: z.enum(DELIVERY_KINDS),
    events: z.int().meta({ examples: [1] }),
    state: z.enum(DELIVERY_STATES).meta({ examples: ['sent'] }),
    attempts: z.int().meta({ examples: [1] }),
    nextAt: z
      .date()
      .nullable()
      .describe('When it is tried again')
      .meta({ examples: [null] }),
    answer: z
      .string()
      .nullable()
      .describe('What was answered last, or what else came of it')
      .meta({ examples: ['Taken, with 204.'] }),
    tries: z.array(z.object({ at: z.date(), answer: z.string() })).meta({ examples: [[]] }),
    createdAt: z.date(),
    settledAt: z.date().nullable(),
  })
  .meta({ id: 'AlertDelivery', description: 'What was told to one place at once, and what became of it.' });
