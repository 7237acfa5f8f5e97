import { ConflictException, Controller, Delete, Get, HttpException, Inject, Post, Req, ServiceUnavailableException } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partFrom, partOf } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { PERIOD_KINDS } from '../digests/period.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refused } from '../pages/problem.js';
import { FollowedQuery } from './followed.query.js';
import { MAIL_STATES } from './mail.text.js';
import { OutboxQuery } from './outbox.query.js';
import type { MailState } from './outgoing-mail.entity.js';
import { SUBSCRIBER_STATES } from './subscriber.entity.js';
import { Subscribers } from './subscribers.service.js';
import { readSubscription } from './subscription.form.js';
import { Visitors } from './visitors.js';

const subscriber = z
  .object({
    id: z.int().meta({ examples: [4] }),
    address: z.string().meta({ examples: ['ada@example.org'] }),
    frequency: z.enum(PERIOD_KINDS),
    entities: z
      .array(z.string())
      .describe('Slugs of those that are followed; none for whole editions')
      .meta({ examples: [[]] }),
    state: z.enum(SUBSCRIBER_STATES).describe('Has not said yes yet; gets editions; gets none any more, for the `reason`'),
    reason: z
      .string()
      .nullable()
      .meta({ examples: [null] }),
    createdAt: z.date(),
  })
  .meta({ id: 'Subscriber', description: 'Somebody who asked for editions by mail.' });

const listSubscribers = operation({
  id: 'listSubscribers',
  summary: 'Who gets editions by mail',
  description: 'In the order in which they first asked.',
  query: z.strictObject(paging(z.int())),
  answer: partOf(subscriber),
});

const mailState = z.enum(Object.keys(MAIL_STATES) as [MailState, ...MailState[]]);

const getOutbox = operation({
  id: 'getOutbox',
  summary: 'How the outbox stands',
  description: 'A mail is there from when it is owed, and stays after it was sent.',
  answer: z.object({
    mails: z.array(
      z.object({
        state: mailState,
        meaning: z.string().meta({ examples: ['sent'] }),
        count: z.int().meta({ examples: [12] }),
        oldestAt: z.date(),
      }),
    ),
    subscribers: z.array(z.object({ state: z.enum(SUBSCRIBER_STATES), count: z.int().meta({ examples: [3] }) })),
    troubles: z
      .array(
        z.object({
          address: z.string().meta({ examples: ['ada@example.org'] }),
          about: z
            .string()
            .describe('The edition; of other mails when they were asked for')
            .meta({ examples: ['2008-04-03'] }),
          state: mailState,
          attempts: z.int().meta({ examples: [2] }),
          nextAt: z.date().nullable().describe('When it is tried again'),
          answer: z
            .string()
            .nullable()
            .describe('What the server said')
            .meta({ examples: ['550 5.1.1 No such user'] }),
        }),
      )
      .describe('The newest ten that failed, or are tried again'),
  }),
});

const path = z.object({ id: numberOf('the subscriber') });
const errors = { 404: 'There is no such subscriber.' };

const subscribe = operation({
  id: 'subscribe',
  summary: 'Ask for editions by mail',
  description:
    'Who reads the address gets a mail with a link; nothing else is sent there before they have opened it and said yes. The answer is the same for every address. One address is written to three times a day at most, and a network may ask 20 times an hour, here and on the page together.',
  body: z.strictObject({
    address: z.string('Write one address, such as ada@example.org.').meta({ examples: ['ada@example.org'] }),
    frequency: z.enum(PERIOD_KINDS, 'Choose how often it is to come.'),
    entities: z
      .array(z.string())
      .default([])
      .describe('Slugs of those that are followed, 50 at most; none for whole editions')
      .meta({ examples: [[]] }),
  }),
  errors: { 503: 'No mail is sent from here.' },
});

const switchOn = operation({
  id: 'switchOnSubscriber',
  summary: 'Switch an address on again that was refused too often',
  description: 'Mail goes there from the next edition on. One that is on stays so.',
  path,
  errors: { ...errors, 409: 'Whoever reads it has not said yes, and nobody can say so for them.' },
});

const removeSubscriber = operation({
  id: 'removeSubscriber',
  summary: 'Forget a subscriber',
  description: 'And what was or was to be sent there.',
  path,
  errors,
});

@Controller('api/v1/subscribers')
@Allowed('admin')
@Cached('own')
@About({ name: 'Subscribers', about: 'Who gets editions by mail. Whoever unsubscribes is forgotten, and not among them.' })
export class SubscribersApi {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly subscribers: Subscribers,
    private readonly followed: FollowedQuery,
    private readonly visitors: Visitors,
    private readonly outbox: OutboxQuery,
  ) {}

  @Get()
  @Operation(listSubscribers)
  async list(@Input() { query }: Asked<typeof listSubscribers>): Promise<Answer<typeof listSubscribers>> {
    const rows = await this.subscribers.after(query.after ?? 0, query.limit + 1);
    const { items, next } = partFrom(rows, query.limit, ({ id }) => id);
    return {
      items: items.map(({ id, address, frequency, entities, state, reason, createdAt }) => ({
        id,
        address,
        frequency,
        entities,
        state,
        reason,
        createdAt,
      })),
      next,
    };
  }

  @Get('outbox')
  @Operation(getOutbox)
  async mails(): Promise<Answer<typeof getOutbox>> {
    const { mails, subscribers, troubles } = await this.outbox.read();
    return {
      mails: mails.map(({ state, count, oldestAt }) => ({ state, meaning: MAIL_STATES[state], count, oldestAt: new Date(oldestAt) })),
      subscribers,
      troubles: troubles.map(({ address, about, state, attempts, nextAt, answer }) => ({
        ...{ address, about, state, attempts, answer },
        nextAt: nextAt === null ? null : new Date(nextAt),
      })),
    };
  }

  /** As the form does, behind the same limits. */
  @Post()
  @Allowed('reader')
  @Operation(subscribe)
  async ask(@Input() { body }: Asked<typeof subscribe>, @Req() request: Request): Promise<Answer<typeof subscribe>> {
    if (!this.config.mail)
      throw new ServiceUnavailableException('No mail is sent from here: an admin switches it on, with SMTP_URL and MAIL_FROM.');
    const waitSeconds = await this.visitors.take(request);
    if (waitSeconds > 0) {
      request.res?.set('Retry-After', String(waitSeconds));
      throw new HttpException(`Your network has asked often within an hour. Ask again in ${waitSeconds} seconds.`, 429);
    }
    const known = new Set((await this.followed.choices()).map(({ slug }) => slug));
    const unknown = body.entities.find((slug) => !known.has(slug));
    if (unknown !== undefined) throw refused({ entities: `Nobody who is watched has the slug “${unknown}”.` });
    const read = readSubscription({ ...body, scope: body.entities.length > 0 ? 'some' : 'all' }, known);
    if (!read.ok) throw refused(read.problems);
    await this.subscribers.ask(read.value);
  }

  @Post(':id/on')
  @Operation(switchOn)
  async on(@Input() { path }: Asked<typeof switchOn>): Promise<Answer<typeof switchOn>> {
    const done = await this.subscribers.switchOn(path.id);
    if (done === 'missing') throw missing();
    if (done === 'waiting')
      throw new ConflictException('Whoever reads that address has not said yes, and nobody can say so for them. Nothing was changed.');
  }

  @Delete(':id')
  @Operation(removeSubscriber)
  async remove(@Input() { path }: Asked<typeof removeSubscriber>): Promise<Answer<typeof removeSubscriber>> {
    if (!(await this.subscribers.remove(path.id))) throw missing();
  }
}

function missing(): PageNotFound {
  return new PageNotFound('There is no subscriber with this number. Whoever unsubscribes is forgotten.');
}
