import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Pages } from '../pages/handlebars.js';
import { countOf } from '../pages/words.js';
import { FollowedQuery } from './followed.query.js';
import { isByRobot, type Problems, readSubscription } from './subscription.form.js';
import { Subscribers } from './subscribers.service.js';
import { noticeView, subscribeView, type Typed, typedOf } from './subscribe.view.js';
import { Visitors } from './visitors.js';

/** The form by which anybody subscribes. What it answers depends on no address. */
@Controller('subscribe')
@Allowed('reader')
export class SubscribeController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly followed: FollowedQuery,
    private readonly pages: Pages,
    private readonly subscribers: Subscribers,
    private readonly visitors: Visitors,
  ) {}

  @Get()
  form(@Query() said: unknown, @Res() response: Response): Promise<void> {
    return this.show(typedOf(said), {}, response);
  }

  @Post()
  async ask(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    if (!this.config.mail) return this.show(typedOf(body), {}, response.status(503));
    const waitSeconds = await this.visitors.take(request);
    if (waitSeconds > 0) return this.refuse(waitSeconds, response);
    const choices = await this.followed.choices();
    const read = readSubscription(body, new Set(choices.map(({ slug }) => slug)));
    if (!read.ok) return this.show(typedOf(body), read.problems, response.status(422));
    if (!isByRobot(body)) await this.subscribers.ask(read.value);
    response.redirect(303, '/subscribe/sent');
  }

  @Get('sent')
  sent(@Res() response: Response): void {
    const paragraphs = [
      'If that address can be written to, a mail is on its way. It has a link; nothing is sent to you before you have opened it and said yes.',
      'Nothing there after a few minutes? Look among the junk, or send the form again: the address may have been mistyped.',
    ];
    const way = { href: '/', label: 'Read the latest edition meanwhile' };
    this.send(response, 'notice', noticeView('Look into your mailbox', 'One step more', paragraphs, { way }));
  }

  private refuse(waitSeconds: number, response: Response): void {
    response.status(429).set('Retry-After', String(waitSeconds));
    const wait = countOf(Math.ceil(waitSeconds / 60), 'minute', 'minutes');
    this.send(
      response,
      'notice',
      noticeView('Too many at once', 'Try again later', [
        `Many forms came from your network within an hour. Please send yours again in ${wait}.`,
      ]),
    );
  }

  private async show(typed: Typed, problems: Problems, response: Response): Promise<void> {
    this.send(response, 'subscribe', subscribeView(await this.followed.choices(), typed, problems, this.config.mail !== null));
  }

  private send(response: Response, page: string, view: object): void {
    response.type('html').send(this.pages.render(page, view));
  }
}
