import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { actorOf, Allowed } from '../pages/access.js';
import { readForm, typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { countOf } from '../pages/words.js';
import { codeView, loginView, noAccountsView } from './account-pages.view.js';
import { loginForm, safeNext } from './account.form.js';
import { Sessions } from './sessions.js';
import { SignIn, type SigningIn } from './sign-in.js';

const WRONG = 'That address and that password do not go together. Look at both; capitals count in the password.';
const WRONG_CODE = 'This is not the code, or it was used already. Wait for the next one.';

/** Signing in and out. It answers alike, and takes as long, whether there is such an account or not. */
@Controller()
@Allowed('anyone')
export class LoginController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
  ) {}

  @Get('login')
  page(@Query() said: unknown, @Req() request: Request, @Res() response: Response): void {
    const next = safeNext(typedText(said, 'next'));
    const { kind } = actorOf(request);
    if (kind === 'account') return response.redirect(303, next);
    if (kind === 'here') return this.send(response, noAccountsView());
    this.show(response, { address: '', next, trouble: null });
  }

  @Post('login')
  async enter(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const read = readForm(loginForm, body);
    const { address, password, next } = read.ok ? read.value : { address: typedText(body, 'address'), password: '', next: '' };
    const result = await this.signIn.byPassword(request, response, { address, password, next: safeNext(next) });
    if (result.kind === 'in') return response.redirect(303, safeNext(next));
    if (result.kind === 'second-factor') return response.redirect(303, '/login/code');
    this.show(refuse(response, result), { address, next: safeNext(next), trouble: troubleOf(result, WRONG) });
  }

  @Get('login/code')
  async askCode(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!(await this.signIn.pending(request))) return response.redirect(303, '/login');
    this.send(response, codeView(null));
  }

  @Post('login/code')
  async enterCode(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.signIn.pending(request);
    if (!account) return response.redirect(303, '/login');
    const { next = '/' } = request.session;
    const result = await this.signIn.bySecondFactor(request, response, account, typedText(body, 'totp'));
    if (result.kind === 'in') return response.redirect(303, safeNext(next));
    this.send(refuse(response, result), codeView(troubleOf(result, WRONG_CODE)));
  }

  @Post('logout')
  async leave(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.sessions.signOut(request);
    response.redirect(303, '/');
  }

  private show(response: Response, facts: { address: string; next: string; trouble: string | null }): void {
    this.send(response, loginView({ ...facts, provider: this.config.openid?.name ?? null, hasMail: this.config.mail !== null }));
  }

  private send(response: Response, view: object): void {
    response.type('html').send(this.pages.render('form-page', view));
  }
}

function refuse(response: Response, result: SigningIn): Response {
  if (result.kind === 'throttled') response.set('Retry-After', String(result.seconds));
  return response.status(result.kind === 'throttled' ? 429 : 401);
}

function troubleOf(result: SigningIn, wrong: string): string {
  if (result.kind !== 'throttled') return wrong;
  return `There were too many tries. Wait ${countOf(Math.ceil(result.seconds / 60), 'minute', 'minutes')}, or set a new password.`;
}
