import { Controller, Delete, Get } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partFrom, partOf } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { PERIOD_KINDS } from '../digests/period.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { Subscribers } from './subscribers.service.js';

const subscriber = z
  .object({
    id: z.int().meta({ examples: [4] }),
    address: z.string().meta({ examples: ['ada@example.org'] }),
    frequency: z.enum(PERIOD_KINDS),
    entities: z
      .array(z.string())
      .describe('Slugs of those that are followed; none for whole editions')
      .meta({ examples: [[]] }),
    state: z.enum(['waiting', 'active', 'off']).describe('Has not said yes yet; gets editions; gets none any more, for the `reason`'),
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

const removeSubscriber = operation({
  id: 'removeSubscriber',
  summary: 'Forget a subscriber',
  description: 'And what was or was to be sent there.',
  path: z.object({ id: numberOf('the subscriber') }),
  errors: { 404: 'There is no such subscriber.' },
});

@Controller('api/v1/subscribers')
@Allowed('admin')
@Cached('own')
@About({ name: 'Subscribers', about: 'Who gets editions by mail. Whoever unsubscribes is forgotten, and not among them.' })
export class SubscribersApi {
  constructor(private readonly subscribers: Subscribers) {}

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

  @Delete(':id')
  @Operation(removeSubscriber)
  async remove(@Input() { path }: Asked<typeof removeSubscriber>): Promise<Answer<typeof removeSubscriber>> {
    if (!(await this.subscribers.remove(path.id))) throw new PageNotFound('There is no subscriber with this number.');
  }
}
