import { Body, Controller, ForbiddenException, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { renderSVG } from 'uqr';
import { z } from 'zod';
import { Clock } from '../clock/clock.js';
import { actorOf, Allowed, refuseTokenOnItself, ROLES } from '../pages/access.js';
import { readForm, typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import type { AccountEntity } from './account.entity.js';
import { nameField, newPasswordField, PASSWORD_MAX } from './account.form.js';
import { accountView, secondFactorView, type TypedAccount } from './account.view.js';
import { Accounts } from './accounts.service.js';
import { ApiTokens } from './api-tokens.js';
import { hashOf } from './hash.js';
import { isPassword } from './passwords.js';
import { SecondFactor } from './second-factor.js';
import { Sessions } from './sessions.js';

const UNTOUCHED: TypedAccount = { form: null, values: {}, problems: {} };

const tokenForm = z.object({
  label: z.string('Say what it is for.').trim().min(1, 'Say what it is for.').max(80, 'Say it in 80 characters.'),
  scope: z.enum(ROLES, 'Choose what it may do.'),
  days: z.enum(['', '30', '365'], 'Choose how long it is good.').default('365'),
});

/** What somebody does about their own account. By a token nobody makes further tokens, or changes the password. */
@Controller('account')
@Allowed('account')
export class AccountController {
  constructor(
    private readonly pages: Pages,
    private readonly clock: Clock,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactor,
    private readonly tokens: ApiTokens,
  ) {}

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.show(request, response, UNTOUCHED);
  }

  @Post('name')
  async rename(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { id } = await this.own(request);
    const read = readForm(z.object({ name: nameField }), body);
    if (!read.ok)
      return this.show(request, response.status(422), { form: 'name', values: { name: typedText(body, 'name') }, problems: read.problems });
    await this.accounts.rename(id, read.value.name);
    response.redirect(303, '/account');
  }

  @Post('password')
  async setPassword(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.own(request);
    const typed = { form: 'password', values: {} } as const;
    const current = typedText(body, 'current_password').slice(0, PASSWORD_MAX * 4);
    if (!(await isPassword(account.passwordHash, current)))
      return this.show(request, response.status(422), { ...typed, problems: { current_password: 'This is not your present password.' } });
    const read = readForm(z.object({ password: newPasswordField }), body);
    if (!read.ok) return this.show(request, response.status(422), { ...typed, problems: read.problems });
    await this.accounts.setPassword(account.id, read.value.password);
    await this.sessions.signIn(request, account);
    response.redirect(303, '/account');
  }

  @Get('second-factor')
  async offer(@Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.own(request);
    if (account.totpSecret !== null) return response.redirect(303, '/account');
    request.session.totpDraft ??= this.secondFactor.draft();
    await this.sessions.save(request);
    this.showDraft(response, account, request.session.totpDraft, null);
  }

  @Post('second-factor')
  async begin(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.own(request);
    const { totpDraft } = request.session;
    if (account.totpSecret !== null || totpDraft === undefined) return response.redirect(303, '/account/second-factor');
    const codes = await this.secondFactor.begin(account, totpDraft, typedText(body, 'totp').replace(/\s/g, ''));
    if (!codes)
      return this.showDraft(
        response.status(422),
        account,
        totpDraft,
        'This is not the code. Type the one that it shows now; and see that the clock of the telephone is right.',
      );
    delete request.session.totpDraft;
    await this.sessions.save(request);
    await this.sessions.endOthers(account.id, request);
    response.type('html').send(this.pages.render('second-factor', secondFactorView('', '', null, codes)));
  }

  @Post('second-factor/end')
  async end(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { id } = await this.own(request);
    if (!(await this.secondFactor.accepts(id, typedText(body, 'totp'))))
      return this.show(request, response.status(422), {
        form: 'second-factor',
        values: {},
        problems: { totp: 'This is not the code, or it was used already.' },
      });
    await this.secondFactor.end(id);
    response.redirect(303, '/account');
  }

  @Post('sessions/end')
  async endOthers(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { id } = await this.own(request);
    await this.sessions.endOthers(id, request);
    response.redirect(303, '/account');
  }

  @Post('tokens')
  async makeToken(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { id } = await this.own(request);
    const read = readForm(tokenForm, body);
    const values = { label: typedText(body, 'label'), scope: typedText(body, 'scope'), days: typedText(body, 'days') };
    if (!read.ok) return this.show(request, response.status(422), { form: 'token', values, problems: read.problems });
    const { label, scope, days } = read.value;
    const { token } = await this.tokens.make(id, { name: label, scope, days: days === '' ? null : Number(days) });
    await this.show(request, response, UNTOUCHED, token);
  }

  @Post('tokens/:id/revoke')
  async revoke(@Param('id') tokenId: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { id } = await this.own(request);
    if (/^\d{1,9}$/.test(tokenId)) await this.tokens.revoke(id, Number(tokenId));
    response.redirect(303, '/account');
  }

  private async own(request: Request): Promise<AccountEntity> {
    const actor = actorOf(request);
    if (actor.kind === 'account') refuseTokenOnItself(request, actor.id);
    const account = actor.kind === 'account' ? await this.accounts.byId(actor.id) : null;
    if (!account) throw new ForbiddenException('This is about an account, and you have none here.');
    return account;
  }

  private async show(request: Request, response: Response, typed: TypedAccount, newToken: string | null = null): Promise<void> {
    const account = await this.own(request);
    const [sessions, tokens] = [await this.sessions.of(account.id), await this.tokens.of(account.id)];
    const facts = { account, sessions, thisSession: hashOf(request.sessionID), tokens, typed, newToken, now: this.clock.now() };
    response.type('html').send(this.pages.render('account', accountView(facts)));
  }

  private showDraft(response: Response, account: AccountEntity, draft: string, problem: string | null): void {
    const picture = renderSVG(this.secondFactor.uriOf(draft, account), { border: 2 });
    response.type('html').send(this.pages.render('second-factor', secondFactorView(picture, draft, problem, null)));
  }
}
