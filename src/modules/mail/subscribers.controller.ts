import { Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Editions } from '../digests/editions.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { noticeView } from '../pages/notice.view.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { OutboxQuery } from './outbox.query.js';
import type { SubscriberEntity } from './subscriber.entity.js';
import { Subscribers } from './subscribers.service.js';
import { subscribersFilterOf, subscribersView } from './subscribers.view.js';

const TO_ALL = [{ href: '/admin/subscribers', label: 'All subscribers' }];
const SAID: Record<string, string> = {
  on: 'Switched on again: mail goes there from the next edition on.',
  active: 'That address gets mail already; nothing was changed.',
  waiting: 'Whoever reads that address has not said yes, and nobody can say so for them. Nothing was changed.',
  removed: 'The address is forgotten, with what was to be sent there.',
};

/** Who gets editions by mail. Their addresses are shown to admins, and kept by nobody on the way. */
@Controller('admin/subscribers')
@Allowed('admin')
@Cached('none')
export class SubscribersController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly subscribers: Subscribers,
    private readonly outbox: OutboxQuery,
    private readonly editions: Editions,
  ) {}

  @Get()
  async list(@Query() asked: Record<string, unknown>, @Res() response: Response): Promise<void> {
    const [subscribers, outbox, latest] = [await this.subscribers.list(), await this.outbox.read(), await this.editions.latest()];
    const view = subscribersView({
      subscribers,
      outbox,
      filter: subscribersFilterOf(asked),
      isOn: this.config.mail !== null,
      previewHref: latest && `/digest/${latest.key}/mail`,
      said: typeof asked.done === 'string' ? (SAID[asked.done] ?? null) : null,
    });
    response.type('html').send(this.pages.render('admin-subscribers', view));
  }

  @Post(':id/on')
  async switchOn(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { id: subscriberId } = await this.find(id);
    const done = await this.subscribers.switchOn(subscriberId);
    if (done === 'missing') throw missing();
    response.redirect(303, `/admin/subscribers?done=${done}`);
  }

  @Get(':id/remove')
  async ask(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { address } = await this.find(id);
    const view = noticeView(
      'Subscribers',
      'Forget this address?',
      address,
      [
        'What was and what was to be sent there is forgotten, too. This cannot be undone: whoever reads the address has to subscribe again, and say yes by mail.',
      ],
      { button: 'Forget it', way: { href: '/admin/subscribers', label: 'Keep it' } },
    );
    response.type('html').send(this.pages.render('notice', view));
  }

  @Post(':id/remove')
  async remove(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const subscriber = await this.find(id);
    if (!(await this.subscribers.remove(subscriber.id))) throw missing();
    response.redirect(303, '/admin/subscribers?done=removed');
  }

  private async find(id: string): Promise<SubscriberEntity> {
    const subscriber = /^\d{1,9}$/.test(id) ? await this.subscribers.find(Number(id)) : null;
    if (subscriber === null) throw missing();
    return subscriber;
  }
}

function missing(): PageNotFound {
  return new PageNotFound('There is no such subscriber. They may have unsubscribed meanwhile: then they are forgotten.', TO_ALL);
}
