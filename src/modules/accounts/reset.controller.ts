import { Body, Controller, Get, Inject, Logger, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { readForm, typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { noticeView } from '../pages/notice.view.js';
import { networkOf, visitorOf } from '../pages/visitor.js';
import { AccountLinks } from './account-links.js';
import { askResetView, resetView } from './account-pages.view.js';
import { newPasswordField } from './account.form.js';
import { parseAddress } from './mail-address.js';

const FORMS_MAX = 20;
const HOUR_SECONDS = 3600;
const NO_MAIL =
  'This installation sends no mail. Ask an admin for a link that sets a new password; or, on the machine that Hustings runs on, run `npx hustings users password ADDRESS`.';

/** For who has forgotten the password. Which addresses have accounts shows neither in the answer nor in the time that it takes. */
@Controller('reset')
@Allowed('anyone')
export class ResetController {
  private readonly logger = new Logger('Accounts');
  private readonly limiter = new RateLimiterMemory({ points: FORMS_MAX, duration: HOUR_SECONDS });

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly links: AccountLinks,
  ) {}

  @Get()
  ask(@Res() response: Response): void {
    if (!this.config.mail) return this.notice(response, 'Set a new password', 'There is no mail here', NO_MAIL);
    this.send(response, 'form-page', askResetView('', null));
  }

  @Post()
  async order(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    if (!this.config.mail) return this.notice(response.status(503), 'Set a new password', 'There is no mail here', NO_MAIL);
    const typed = typedText(body, 'address');
    const address = parseAddress(typed);
    if (!address) return this.send(response.status(422), 'form-page', askResetView(typed, 'Write one address, such as ada@example.org.'));
    const isAllowed = await this.limiter.consume(networkOf(visitorOf(request))).then(
      () => true,
      () => false,
    );
    if (!isAllowed)
      return this.send(
        response.status(429).set('Retry-After', String(HOUR_SECONDS)),
        'form-page',
        askResetView(typed, 'Many forms came from your network. Try again in an hour.'),
      );
    // What follows takes longer where there is an account: it is done after the answer.
    response.once(
      'finish',
      () =>
        void this.links
          .askReset(address.key)
          .catch((error: unknown) => this.logger.error('A reset could not be noted', error instanceof Error ? error.stack : String(error))),
    );
    this.notice(
      response,
      'Look into your mailbox',
      'If an account has this address, a link is on its way',
      'It works once, for an hour. Nothing there after a few minutes? Look among the junk, or at how the address is spelt.',
    );
  }

  @Get(':token')
  async form(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const reading = await this.links.read('reset', token);
    if (reading.kind !== 'good') return this.refuse(response);
    this.send(response, 'form-page', resetView(`/reset/${token}`, undefined));
  }

  @Post(':token')
  async set(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const reading = await this.links.read('reset', token);
    if (reading.kind !== 'good') return this.refuse(response);
    const read = readForm(z.object({ password: newPasswordField }), body);
    if (!read.ok) return this.send(response.status(422), 'form-page', resetView(`/reset/${token}`, read.problems.password));
    if (!(await this.links.resetPassword(reading.link, read.value.password))) return this.refuse(response);
    response.redirect(303, '/login');
  }

  private refuse(response: Response): void {
    const way = { href: '/reset', label: 'Ask for another one' };
    const view = noticeView(
      'Accounts',
      'No password was set',
      'This link no longer works',
      ['It was used, or is too old, or not all of it arrived.'],
      { way },
    );
    this.send(response.status(410), 'notice', view);
  }

  private notice(response: Response, title: string, heading: string, sentence: string): void {
    this.send(
      response,
      'notice',
      noticeView('Accounts', title, heading, [sentence], { way: { href: '/login', label: 'Back to signing in' } }),
    );
  }

  private send(response: Response, page: string, view: object): void {
    response.set('X-Robots-Tag', 'noindex').type('html').send(this.pages.render(page, view));
  }
}
