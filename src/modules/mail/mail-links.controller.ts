import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allowed } from '../pages/access.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { FollowedQuery } from './followed.query.js';
import { type LinkPurpose, MailLinks } from './mail-links.js';
import { noticeView, preferencesView, typedBy, typedOf } from './subscribe.view.js';
import type { SubscriberEntity } from './subscriber.entity.js';
import { Subscribers } from './subscribers.service.js';
import { type Problems, readWishes } from './subscription.form.js';

const AGAIN = [{ href: '/subscribe', label: 'Subscribe: whoever does so already gets a new link' }];

/** Where the links in mails lead. Programs that look through mails open every link: so nothing changes before a button is pressed. */
@Controller('subscribe')
@Allowed('anyone')
export class MailLinksController {
  constructor(
    private readonly followed: FollowedQuery,
    private readonly pages: Pages,
    private readonly links: MailLinks,
    private readonly subscribers: Subscribers,
  ) {}

  @Get('confirm/:token')
  async askToConfirm(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const { address } = await this.bearer('confirm', token);
    const paragraphs = [`The digest is going to be sent to ${address}. Each mail has a link by which it ends.`];
    this.send(response, 'notice', noticeView('The digest by mail', 'Do you want it?', paragraphs, { button: 'Yes, send it to me' }));
  }

  @Post('confirm/:token')
  async confirm(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const { id } = await this.bearer('confirm', token);
    await this.subscribers.confirm(id);
    response.redirect(303, `/subscribe/preferences/${this.links.token('preferences', id)}?saved=yes`);
  }

  @Get('preferences/:token')
  async preferences(@Param('token') token: string, @Query('saved') saved: unknown, @Res() response: Response): Promise<void> {
    const subscriber = await this.bearer('preferences', token);
    await this.showPreferences(response, subscriber, typedBy(subscriber), { isSaved: saved === 'yes' });
  }

  @Post('preferences/:token')
  async change(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const subscriber = await this.bearer('preferences', token);
    const read = readWishes(body, new Set((await this.followed.choices()).map(({ slug }) => slug)));
    if (!read.ok) return this.showPreferences(response.status(422), subscriber, typedOf(body), { problems: read.problems });
    await this.subscribers.change(subscriber.id, read.value);
    response.redirect(303, `/subscribe/preferences/${token}?saved=yes`);
  }

  @Get('unsubscribe/:token')
  async askToUnsubscribe(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const { address } = await this.bearer('unsubscribe', token);
    const paragraphs = [`No more mail is sent to ${address}, and the address is forgotten here.`];
    this.send(response, 'notice', noticeView('Unsubscribe', 'No more digest by mail?', paragraphs, { button: 'Unsubscribe' }));
  }

  /** Mail programs press this button themselves (RFC 8058), and may do so twice: who is not there any more is unsubscribed. */
  @Post('unsubscribe/:token')
  async unsubscribe(@Param('token') token: string, @Res() response: Response): Promise<void> {
    await this.subscribers.remove(this.subscriberId('unsubscribe', token));
    const paragraphs = ['No more mail is sent to you, and your address is forgotten here. The editions stay to be read on the web.'];
    const way = { href: '/subscribe', label: 'Was it a mistake? Subscribe again' };
    this.send(response.status(200), 'notice', noticeView('You are unsubscribed', 'That was all', paragraphs, { way }));
  }

  private async bearer(purpose: LinkPurpose, token: string): Promise<SubscriberEntity> {
    const subscriber = await this.subscribers.find(this.subscriberId(purpose, token));
    if (!subscriber) throw new PageNotFound('This link was good once. The address that it was sent to has been forgotten since.', AGAIN);
    return subscriber;
  }

  private subscriberId(purpose: LinkPurpose, token: string): number {
    const reading = this.links.read(purpose, token);
    if (reading.kind === 'good') return reading.subscriberId;
    if (reading.kind === 'expired') throw new PageNotFound('This link was good once, and is too old now. A new one comes by mail.', AGAIN);
    throw new PageNotFound('This link is none of ours, or not all of it. Copy it from the mail, to its end.', AGAIN);
  }

  private async showPreferences(
    response: Response,
    subscriber: SubscriberEntity,
    typed: ReturnType<typeof typedOf>,
    more: { problems?: Problems; isSaved?: boolean },
  ): Promise<void> {
    const unsubscribeHref = `/subscribe/unsubscribe/${this.links.token('unsubscribe', subscriber.id)}`;
    this.send(response, 'preferences', preferencesView(subscriber, await this.followed.choices(), typed, { ...more, unsubscribeHref }));
  }

  /** The address of such a page is a key: no search engine is to have it. */
  private send(response: Response, page: string, view: object): void {
    response.set('X-Robots-Tag', 'noindex').type('html').send(this.pages.render(page, view));
  }
}
