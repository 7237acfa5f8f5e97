import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allowed } from '../pages/access.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { noticeView } from '../mail/subscribe.view.js';
import type { AlertChannelEntity } from './alert-channel.entity.js';
import { type AlertLinkPurpose, AlertLinks } from './alert-links.js';
import { Alerts } from './alerts.service.js';

const HOME = [{ href: '/', label: 'The latest edition' }];

/** Where the links in mails of alerts lead. Nothing changes before a button is pressed: programs that look through mails open every link. */
@Controller('alerts')
@Allowed('anyone')
export class AlertLinksController {
  constructor(
    private readonly pages: Pages,
    private readonly links: AlertLinks,
    private readonly alerts: Alerts,
  ) {}

  @Get('confirm/:token')
  async askToConfirm(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const channel = await this.bearer('confirm', token);
    if (channel.state === 'off') return this.over(response);
    const paragraphs = [
      `The alert “${channel.rule?.name ?? ''}” is going to be sent to ${channel.label} as things happen. Each mail has a link by which it ends.`,
    ];
    this.send(response, noticeView('Alerts by mail', 'Do you want them?', paragraphs, { button: 'Yes, send them to me' }));
  }

  @Post('confirm/:token')
  async confirm(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const { id, state } = await this.bearer('confirm', token);
    if (state === 'off') return this.over(response);
    await this.alerts.confirm(id);
    this.send(response.status(200), noticeView('You get this alert', 'That was all', ['What happens from now on is sent to you.']));
  }

  @Get('stop/:token')
  async askToStop(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const { label, rule } = await this.bearer('stop', token);
    const paragraphs = [`No more mail of the alert “${rule?.name ?? ''}” is sent to ${label}.`];
    this.send(response, noticeView('No more of this alert', 'Shall it end?', paragraphs, { button: 'No more of it' }));
  }

  /** Mail programs press this button themselves (RFC 8058), and may do so twice: what is not there any more has ended. */
  @Post('stop/:token')
  async stop(@Param('token') token: string, @Res() response: Response): Promise<void> {
    await this.alerts.stop(this.channelId('stop', token));
    this.send(response.status(200), noticeView('It has ended', 'That was all', ['No more mail of this alert is sent to you.']));
  }

  private over(response: Response): void {
    const paragraphs = ['You said that you want no more of it, or the mails came back. Whoever runs this Hustings can ask you anew.'];
    this.send(response.status(200), noticeView('This alert has ended', 'Nothing is sent', paragraphs));
  }

  private async bearer(purpose: AlertLinkPurpose, token: string): Promise<AlertChannelEntity> {
    const channel = await this.alerts.channel(this.channelId(purpose, token));
    if (!channel) throw new PageNotFound('This link was good once. The alert has been removed since, and sends nothing any more.', HOME);
    return channel;
  }

  private channelId(purpose: AlertLinkPurpose, token: string): number {
    const reading = this.links.read(purpose, token);
    if (reading.kind === 'good') return reading.channelId;
    if (reading.kind === 'expired') throw new PageNotFound('This link was good once, and is too old now. Nothing is sent to you.', HOME);
    throw new PageNotFound('This link is none of ours, or not all of it. Copy it from the mail, to its end.', HOME);
  }

  /** The address of such a page is a key: no search engine is to have it. */
  private send(response: Response, view: ReturnType<typeof noticeView>): void {
    response.set('X-Robots-Tag', 'noindex').type('html').send(this.pages.render('notice', view));
  }
}
