import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allowed } from '../pages/access.js';
import { readForm, typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { noticeView } from '../pages/notice.view.js';
import type { AccountLinkEntity } from './account-link.entity.js';
import { AccountLinks, type LinkReading } from './account-links.js';
import { joinView } from './account-pages.view.js';
import { newAccountForm } from './account.form.js';
import { ROLE_WORDS } from './role-words.js';
import { SignIn } from './sign-in.js';

type Purpose = 'setup' | 'invitation';

const USED = 'An account was made with it already: sign in with that.';
const ENDED: Record<Exclude<LinkReading['kind'], 'good'>, [heading: string, sentence: string]> = {
  used: ['This link has been used', USED],
  expired: ['This link is too old', 'Ask an admin for another one. The link of a first start is printed anew whenever Hustings starts.'],
  wrong: ['This link is none of ours', 'Or not all of it arrived. Copy it whole, from its beginning to its end.'],
};

/** Making an account by a link: the first admin's, or that of somebody who is invited. */
@Controller()
@Allowed('anyone')
export class JoinController {
  constructor(
    private readonly pages: Pages,
    private readonly links: AccountLinks,
    private readonly signIn: SignIn,
  ) {}

  @Get('setup/:token')
  setup(@Param('token') token: string, @Res() response: Response): Promise<void> {
    return this.page('setup', token, response);
  }

  @Post('setup/:token')
  begin(@Param('token') token: string, @Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.join('setup', token, body, request, response);
  }

  @Get('invitation/:token')
  invitation(@Param('token') token: string, @Res() response: Response): Promise<void> {
    return this.page('invitation', token, response);
  }

  @Post('invitation/:token')
  accept(@Param('token') token: string, @Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.join('invitation', token, body, request, response);
  }

  private async page(purpose: Purpose, token: string, response: Response): Promise<void> {
    const reading = await this.links.read(purpose, token);
    if (reading.kind !== 'good') return this.refuse(reading.kind, response);
    this.show(reading.link, token, { name: '', address: reading.link.address ?? '' }, {}, response);
  }

  private async join(purpose: Purpose, token: string, body: unknown, request: Request, response: Response): Promise<void> {
    const reading = await this.links.read(purpose, token);
    if (reading.kind !== 'good') return this.refuse(reading.kind, response);
    const typed = { name: typedText(body, 'name'), address: typedText(body, 'address') };
    const read = readForm(newAccountForm, body);
    if (!read.ok) return this.show(reading.link, token, typed, read.problems, response.status(422));
    const joining = await this.links.join(reading.link, read.value);
    if (joining.kind === 'used') return this.refuse('used', response);
    if (joining.kind === 'taken') {
      const address = 'There is an account with this address already. Sign in with it, or take another address.';
      return this.show(reading.link, token, typed, { address }, response.status(422));
    }
    await this.signIn.withFirstFactor(request, response, joining.account, '/');
    response.redirect(303, purpose === 'setup' ? '/welcome' : '/account');
  }

  private show(
    link: AccountLinkEntity,
    token: string,
    typed: { name: string; address: string },
    problems: Partial<Record<string, string>>,
    response: Response,
  ): void {
    const facts = { action: `/${link.purpose}/${token}`, isSetup: link.purpose === 'setup', role: ROLE_WORDS[link.role ?? 'reader'].one };
    response
      .set('X-Robots-Tag', 'noindex')
      .type('html')
      .send(this.pages.render('form-page', joinView({ ...facts, typed, problems })));
  }

  private refuse(kind: Exclude<LinkReading['kind'], 'good'>, response: Response): void {
    const [heading, sentence] = ENDED[kind];
    const way = { href: '/login', label: 'Sign in' };
    response.status(kind === 'wrong' ? 404 : 410).type('html');
    response.send(this.pages.render('notice', noticeView('Accounts', 'No account was made', heading, [sentence], { way })));
  }
}
